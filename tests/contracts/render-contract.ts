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

const anyMessage: fc.Arbitrary<OutboundMessage> = fc
  .record({
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
    link: fc.option(fc.constantFrom({ label: 'Pay here', url: 'https://pay.example/p/25' }), { nil: undefined }),
    file: fc.option(
      fc.constantFrom(
        ...['image/png', 'application/pdf', 'text/plain', 'audio/ogg'].map((type) => ({
          name: 'look.bin',
          type,
          bytes: 900_000,
          url: 'https://book.example/f/x',
        })),
      ),
      { nil: undefined },
    ),
    attachment: fc.option(
      fc.constantFrom({
        kind: 'calendar' as const,
        filename: 'visit.ics',
        content: 'BEGIN:VCALENDAR',
        url: 'https://book.example/ics/x',
      }),
      { nil: undefined },
    ),
    contact: fc.option(
      fc.constantFrom(
        { name: 'Asha at Willow', phone: '+442079460958' },
        { name: 'Asha', phone: '+442079460958', email: 'asha@willow.example', url: 'https://book.example/v/x' },
      ),
      { nil: undefined },
    ),
    language: fc.constantFrom('en', 'es'),
    class: fc.constant('answer' as const),
  })
  .map(({ link, attachment, file, contact, ...message }) => ({
    ...message,
    ...(contact ? { contact } : {}),
    ...(file ? { file } : {}),
    ...(link ? { link } : {}),
    ...(attachment ? { attachment } : {}),
  }));

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
      const addresses = parts.flatMap(({ links = [] }) => links);
      const isThere = (url: string): boolean => addresses.includes(url) || words.includes(url);
      if (message.link && !isThere(message.link.url)) throw new Error('lost: the link');
      const isCarried = parts.some(({ files }) => files?.includes(message.attachment?.filename ?? ''));
      const isShared = parts.some(({ files }) => files?.includes(message.file?.name ?? ''));
      if (message.file && !isShared && !isThere(message.file.url)) throw new Error('lost: the shared file');
      for (const told of message.contact
        ? [message.contact.name, message.contact.phone, message.contact.email ?? '']
        : [])
        if (!words.includes(squeeze(told))) throw new Error(`lost: ${told} of the contact`);
      if (message.attachment && !isCarried && !isThere(message.attachment.url)) throw new Error('lost: the file');
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

  it('says what a choice costs and how long it takes, as an SMS would, with two choices and with six', () => {
    const detailed = (count: number): OutboundMessage => ({
      text: 'Who would you like?',
      choices: Array.from({ length: count }, (_, index) => ({
        id: `c${index}`,
        digit: String(index + 1),
        label: `Asha ${index}`,
        detail: `${index + 2} before you, about 25 min, £2${index}`,
      })),
      stepId: 'who',
      language: 'en',
      class: 'answer',
    });
    for (const count of [2, 3, 6]) {
      const { parts } = show(detailed(count));
      const seen = parts
        .map(({ text: words, buttons }) => [words, ...buttons.map((one) => one.label)].join(' '))
        .join();
      for (const { label: name, detail } of detailed(count).choices ?? []) expect(seen).toContain(`${name}, ${detail}`);
    }
  });

  it('would be seen to shorten a label, to drop a page, a detail, a link or a file, so the check above can fail', () => {
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
    const terse: Render = ({ choices: list, ...message }) =>
      adapter.render({ ...message, ...(list ? { choices: list.map(({ detail: _more, ...one }) => one) } : {}) });
    expect(() => assertNothingLost(harness(), terse)).toThrow('"detail"');
    expect(() => assertNothingLost(harness(), ({ link: _link, ...message }) => adapter.render(message))).toThrow(
      '"link"',
    );
    expect(() => assertNothingLost(harness(), ({ attachment: _file, ...message }) => adapter.render(message))).toThrow(
      '"attachment"',
    );
    expect(() => assertNothingLost(harness(), ({ file: _file, ...message }) => adapter.render(message))).toThrow(
      '"file"',
    );
    expect(() => assertNothingLost(harness(), ({ contact: _card, ...message }) => adapter.render(message))).toThrow(
      '"contact"',
    );
  });

  it('stays within the limits of the channel in every part', () => {
    const { limits } = harness().adapter;
    fc.assert(
      fc.property(anyMessage, (message) => {
        const { rendered, parts } = show(message);
        for (const { text: words, buttons, files = [], links = [] } of parts) {
          expect(words.length).toBeLessThanOrEqual(limits.textChars);
          if (files.length + links.length === 0) expect(words.trim()).not.toBe('');
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
