import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SlackDeps } from '../../../adapters/slack/index.js';
import { CARD_LIMITS, dressCard } from '../../../adapters/slack/card.js';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OPERATOR_ACTS, type JobCard } from '../../../src/messaging/operator.js';
import { readBlocks, type SlackBlock, type SlackElement } from '../../../src/simulator/stand-ins/slack-blocks.js';
import { CARD, CHANNEL, openSlack, type SlackHarness } from './harness.js';

let harness: SlackHarness;
beforeAll(async () => {
  harness = await openSlack();
});
afterAll(() => harness.close());
afterEach(() => {
  harness.slack.faults.delayMs = 0;
});

const wordsOf = ({ text, elements = [] }: SlackBlock): string[] => [
  ...(text ? [text.text] : []),
  ...elements.map(({ text: words }: SlackElement) => (typeof words === 'object' ? words.text : (words ?? ''))),
];

it('posts a job as one card, in the order of the work, and updates it in place [CH-06]', async () => {
  const { slack, operators } = harness;
  const posted = await operators.postCard(CARD, 'b_48210377:card');
  const message = slack.messages.at(-1)!;
  expect(posted).toEqual({ kind: 'ok', ref: { channel: CHANNEL, messageId: message.ts } });
  expect(message.text).toBe(`${CARD.title}: ○ Waiting for an answer`);
  expect(message.blocks).toEqual([
    { type: 'header', text: { type: 'plain_text', text: CARD.title, emoji: false } },
    { type: 'section', text: { type: 'plain_text', text: CARD.facts.join('\n'), emoji: false } },
    { type: 'section', text: { type: 'plain_text', text: '○ Waiting for an answer', emoji: false } },
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: 'job:accept',
          text: { type: 'plain_text', text: 'Accept', emoji: false },
          value: '{"b":"b_48210377","v":3}',
          style: 'primary',
        },
        expect.objectContaining({ action_id: 'job:reject', style: 'danger' }),
      ],
    },
    { type: 'context', elements: [{ type: 'plain_text', text: CARD.lastLine, emoji: false }] },
  ]);

  const before = slack.messages.length;
  const done: JobCard = {
    ...CARD,
    version: 6,
    status: { label: 'Done', tone: 'done' },
    acts: [],
    lastLine: 'Done by Ben',
  };
  const updated = await operators.updateCard({ channel: CHANNEL, messageId: message.ts }, done);
  expect(updated).toEqual(posted);
  expect(slack.messages).toHaveLength(before);
  expect(slack.messages.at(-1)?.blocks.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'context']);
  expect(slack.problems).toEqual([]);
});

it('tells each state by a word and a shape of its own', () => {
  const shapes = (['waiting', 'accepted', 'underWay', 'done', 'refused'] as const).map((tone) => {
    const dressed = dressCard({ ...CARD, status: { label: 'Word', tone } });
    return dressed.kind === 'card' ? dressed.text.slice(CARD.title.length) : '';
  });
  expect(new Set(shapes).size).toBe(5);
  for (const shape of shapes) expect(shape).toMatch(/^: \S Word$/);
});

it('shows what customers wrote as it is: no formatting, link or mention comes of it', async () => {
  const { slack, operators } = harness;
  const nasty = '<!channel> *bold* & <https://evil.example|your bank> @here :tada:';
  await operators.postCard({ ...CARD, title: nasty, facts: [nasty], lastLine: nasty }, 'nasty');
  const { blocks, text } = slack.messages.at(-1)!;
  for (const block of blocks.filter(({ type }) => type !== 'actions'))
    for (const given of [block.text, ...(block.elements ?? [])]) if (given) expect(given.type).toBe('plain_text');
  expect(text).not.toMatch(/<|>/);
  expect(text).toContain('&lt;!channel&gt; *bold* &amp;');
});

it('never loses a word and never breaks a limit of Slack, however long the facts [CH-06]', () => {
  const words = fc.array(
    fc.oneof(
      fc.string({ minLength: 1, maxLength: 400 }),
      fc.constant('x'.repeat(3_100)),
      fc.constant('🙂'.repeat(900)),
    ),
    {
      minLength: 1,
      maxLength: 12,
    },
  );
  const line = words.map((list) => `${list.join(' ').replace(/\s+/g, ' ')}.`);
  const cards = fc.record({
    title: line,
    facts: fc.array(line, { minLength: 1, maxLength: 10 }),
    lastLine: line,
    acts: fc.subarray([...OPERATOR_ACTS]).map((acts) => acts.map((act) => ({ act, label: act }))),
  });
  const squeeze = (text: string): string => text.replace(/\s+/g, '');
  let shown = 0;
  fc.assert(
    fc.property(cards, (fields) => {
      const dressed = dressCard({ ...CARD, ...fields });
      if (dressed.kind === 'tooLong') return expect(dressed.reason).toMatch(/does not fit/);
      shown++;
      expect(readBlocks(JSON.stringify(dressed.blocks))).toEqual({ blocks: expect.anything() });
      const said = squeeze((dressed.blocks as SlackBlock[]).flatMap(wordsOf).join(''));
      for (const text of [fields.title, ...fields.facts, fields.lastLine]) expect(said).toContain(squeeze(text));
      expect(dressed.text.length).toBeLessThan(40_000);
    }),
    { numRuns: 200, seed: 11 },
  );
  expect(shown).toBeGreaterThan(150);
});

it('stays one header at its limit, and becomes a section one character later', () => {
  const typeOf = (chars: number): string | undefined => {
    const dressed = dressCard({ ...CARD, title: 'x'.repeat(chars) });
    return dressed.kind === 'card' ? dressed.blocks[0]?.type : dressed.kind;
  };
  expect(typeOf(CARD_LIMITS.headerChars)).toBe('header');
  expect(typeOf(CARD_LIMITS.headerChars + 1)).toBe('section');
});

it('says so when a card fits nowhere, instead of cutting it', async () => {
  const { slack, operators } = harness;
  const before = slack.messages.length;
  const outcome = await operators.postCard({ ...CARD, facts: ['word '.repeat(40_000)] }, 'endless');
  expect(outcome).toEqual({ kind: 'refused', reason: 'the card does not fit Slack: too many blocks' });
  expect(slack.messages).toHaveLength(before);
});

it('would be told by the stand-in of a block beyond its limit, so the checks above can fail', () => {
  const section = (chars: number) => [{ type: 'section', text: { type: 'plain_text', text: 'x'.repeat(chars) } }];
  expect(readBlocks(JSON.stringify(section(3_000)))).toHaveProperty('blocks');
  expect(readBlocks(JSON.stringify(section(3_001)))).toEqual({
    problem: 'blocks[0].text is longer than 3000 characters',
  });
  expect(readBlocks(JSON.stringify(Array.from({ length: 51 }, () => ({ type: 'divider' }))))).toHaveProperty('problem');
});

it('tells try again and never apart, and tries once each time', async () => {
  const { slack, operators } = harness;
  const another = (deps: Partial<SlackDeps>) => harness.another(deps);
  const before = slack.messages.length;
  const post = () => operators.postCard(CARD, 'k');
  slack.faults.rateLimit = 1;
  expect(await post()).toEqual({ kind: 'retry', retryAfterMs: 1_000, reason: 'Slack asks for a pause' });
  slack.faults.failBeforeEffect = 1;
  expect(await post()).toMatchObject({ kind: 'retry', reason: 'Slack answered 503' });
  expect(slack.faults).toMatchObject({ rateLimit: 0, failBeforeEffect: 0 });
  expect(slack.messages).toHaveLength(before);

  slack.faults.cutAfterEffect = 1;
  expect(await post()).toMatchObject({ kind: 'retry', reason: 'Slack did not answer' });
  expect(slack.messages).toHaveLength(before + 1);

  slack.faults.delayMs = 2_000;
  const impatient = await another({ timeoutMs: 150 });
  expect(await impatient.postCard(CARD, 'k')).toMatchObject({ kind: 'retry', reason: 'Slack did not answer' });
  slack.faults.delayMs = 0;

  const nobody = await another({ apiUrl: await unusedAddress() });
  expect(await nobody.postCard(CARD, 'k')).toMatchObject({ kind: 'retry' });
  const stranger = await another({ botToken: 'xoxb-not-ours' });
  expect(await stranger.postCard(CARD, 'k')).toEqual({ kind: 'refused', reason: 'Slack: invalid_auth' });
  const lost = await another({ operationsChannel: 'C0NOWHERE' });
  expect(await lost.postCard(CARD, 'k')).toEqual({ kind: 'refused', reason: 'Slack: channel_not_found' });
  expect(await operators.updateCard({ channel: CHANNEL, messageId: '1.000001' }, CARD)).toEqual({
    kind: 'refused',
    reason: 'Slack: message_not_found',
  });
});

it('whispers to the one who clicked, where they clicked, and is not hurt when it cannot', async () => {
  const { slack, operators } = harness;
  await operators.whisper({ operatorId: 'U0BEN', replyTo: CHANNEL }, 'Asha & you: <Asha> was first.');
  expect(slack.whispers.at(-1)).toMatchObject({
    channel: CHANNEL,
    onlyFor: 'U0BEN',
    text: 'Asha &amp; you: &lt;Asha&gt; was first.',
  });
  slack.faults.failBeforeEffect = 1;
  await expect(operators.whisper({ operatorId: 'U0BEN' }, 'again')).resolves.toBeUndefined();
});

/** An address nobody listens at. */
async function unusedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/api/`;
}
