import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ChannelAdapter } from '../../src/messaging/channel.js';
import { choiceToken, parseChoiceToken, type Choice, type OutboundMessage } from '../../src/messaging/message.js';
import type { ChannelHarness } from './harness.js';

const word = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'Tue',
      '24',
      'Nov',
      '14:00',
      'with',
      'Asha.',
      '£25',
      'Haircut,',
      'naïve',
      '¿Cuándo',
      '—',
      '’',
      '…',
      '[x]',
      '<b>&amp;',
    ),
  },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 60 }).filter((text) => text.trim() !== '') },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(300), '🙂'.repeat(90), 'é'.repeat(700)) },
);
const line = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => words.join(' '));
const text = fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => lines.join('\n'));
const label = fc.oneof(
  fc.constantFrom(
    'Haircut',
    'Tue 24 Nov 14:00',
    'Another day',
    'x'.repeat(20),
    'x'.repeat(21),
    'x'.repeat(24),
    'x'.repeat(25),
    'Ω'.repeat(41),
  ),
  fc.array(fc.constantFrom('a', 'Bé', '£9', '7', 'zz'), { minLength: 1, maxLength: 30 }).map((bits) => bits.join(' ')),
);
const choices = (from: number, most: number) =>
  fc
    .array(
      fc.record({
        label,
        detail: fc.option(fc.constantFrom('30 min, £25', 'y'.repeat(72), 'y'.repeat(73)), { nil: undefined }),
      }),
      { maxLength: most },
    )
    .map((list) =>
      list.map(({ label: words, detail }, index): Choice => ({
        id: `c${from + index}`,
        digit: String(from + index),
        label: words,
        ...(detail ? { detail } : {}),
      })),
    );

const anyMessage: fc.Arbitrary<OutboundMessage> = fc.record({
  text,
  choices: choices(1, 6),
  waysOut: fc
    .subarray([
      { id: 'more', digit: '7', label: 'More times' },
      { id: 'back', digit: '8', label: 'Back' },
      { id: 'person', digit: '9', label: 'A person' },
      { id: 'menu', digit: '0', label: 'Menu' },
    ])
    .map((list): readonly Choice[] => list),
  stepId: fc.constantFrom('time', 's'.repeat(31)),
  language: fc.constantFrom('en', 'es'),
  class: fc.constant('answer' as const),
});

/** What differs only in white space says the same. */
const squeeze = (value: string): string => value.replace(/\s+/g, '');

type Render = ChannelAdapter['render'];

/** @throws with a shrunk counterexample when a word, a choice or a digit does not reach the person. */
function assertNothingLost(harness: ChannelHarness, render: Render): void {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const fold = (text: string): string => harness.fold?.(text, message.language) ?? text;
      const rendered = render(message);
      const parts = rendered.parts.map((part) => harness.visible(part));
      const words = squeeze(parts.map((part) => part.text).join(''));
      const buttons = parts.flatMap((part) => part.buttons);
      expect(words.startsWith(squeeze(fold(message.text)))).toBe(true);
      for (const choice of [...(message.choices ?? []), ...(message.waysOut ?? [])]) {
        const said = squeeze(fold(choice.label + (choice.detail ? `, ${choice.detail}` : '')));
        const asLine = words.includes(squeeze(choice.digit) + said);
        const asButton = buttons.some(({ label: shown }) => squeeze(shown) === said);
        if (!asLine && !asButton) throw new Error(`lost: ${choice.digit} ${choice.label}`);
      }
      expect(squeeze(rendered.plainText)).toContain(squeeze(fold(message.text)));
    }),
    { numRuns: 300, seed: 42 },
  );
}

export function describeRendering(harness: () => ChannelHarness): void {
  const show = (message: OutboundMessage) => {
    const rendered = harness().adapter.render(message);
    return { rendered, parts: rendered.parts.map((part) => harness().visible(part)) };
  };

  it('never loses a word of the text, a choice or a digit, whatever it is given [FL-18]', () => {
    assertNothingLost(harness(), (message) => harness().adapter.render(message));
  });

  it('would be seen to shorten a label or to drop a page, so the check above can fail', () => {
    const { adapter } = harness();
    const shortening: Render = ({ choices: list, ...message }) =>
      adapter.render({
        ...message,
        ...(list ? { choices: list.map((one) => ({ ...one, label: one.label.slice(0, 12) })) } : {}),
      });
    expect(() => assertNothingLost(harness(), shortening)).toThrow();
    const dropping: Render = (message) => {
      const rendered = adapter.render({ ...message, text: message.text.repeat(9) });
      return { ...rendered, parts: rendered.parts.slice(0, 1) };
    };
    expect(() => assertNothingLost(harness(), dropping)).toThrow();
  });

  it('stays within the limits of the channel in every part', () => {
    const { limits } = harness().adapter;
    fc.assert(
      fc.property(anyMessage, (message) => {
        const { rendered, parts } = show(message);
        for (const { text: words, buttons } of parts) {
          expect(words.length).toBeLessThanOrEqual(limits.textChars);
          expect(words.trim()).not.toBe('');
          if (rendered.shape === 'buttons') {
            expect(buttons.length).toBeLessThanOrEqual(limits.buttons);
            for (const { label: shown } of buttons) expect(shown.length).toBeLessThanOrEqual(limits.buttonLabelChars);
          }
          if (rendered.shape === 'list') expect(buttons.length).toBeLessThanOrEqual(limits.listRows);
        }
      }),
      { numRuns: 300, seed: 43 },
    );
  });

  it('brings every token of a button back whole, in at most 64 bytes [FL-20]', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const tokens = show(message).parts.flatMap(({ buttons }) => buttons.map(({ token }) => token));
        const asked = [...(message.choices ?? []), ...(message.waysOut ?? [])].map(({ id }) =>
          choiceToken(message.stepId ?? '', id),
        );
        for (const token of tokens) {
          expect(asked).toContain(token);
          expect(Buffer.byteLength(token ?? '')).toBeLessThanOrEqual(64);
          expect(parseChoiceToken(token ?? '')?.stepId).toBe(message.stepId);
        }
      }),
      { numRuns: 200, seed: 44 },
    );
  });

  it('sends one part at the text limit and several beyond it', () => {
    const { textChars } = harness().adapter.limits;
    const plain = (chars: number): OutboundMessage => ({
      text: 'ab '.repeat(chars).slice(0, chars - 1) + 'z',
      language: 'en',
      class: 'answer',
    });
    const over = show(plain(textChars + 1));
    expect(over.parts.length).toBeGreaterThan(1);
    for (const part of show(plain(textChars)).parts) expect(part.text.length).toBeLessThanOrEqual(textChars);
  });
}
