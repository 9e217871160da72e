import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FetchedFile } from '../../src/messaging/channel.js';
import type { SlackMessage } from '../../src/simulator/stand-ins/slack.js';
import { EICAR, PNG } from '../files/support/bytes.js';
import { ASHA, openDesk, ROSA, wordsOf, type Desk } from './support/desk.js';

let desk: Desk;
let card: SlackMessage;
beforeEach(async () => {
  desk = await openDesk();
  await desk.start();
  card = desk.cards()[0]!;
  await desk.press(ASHA, card, 'I take it');
});
afterEach(() => desk.close());

const fetched = (content: Buffer): FetchedFile => ({ kind: 'fetched', content });
const thread = (): SlackMessage[] => desk.thread(card);
const relays = () => desk.told.flatMap(({ event }) => (event.type === 'relay' ? [event] : []));

/** Asha adds files in the thread and presses Send on the line that stands for them. */
async function add(text: string, ...files: { name: string; type: string; content: Buffer }[]): Promise<SlackMessage> {
  await desk.slack.device.write(ASHA, card.ts, text, files);
  await desk.settle();
  const line = thread().at(-1)!;
  await desk.press(ASHA, line, 'Send to customer');
  return line;
}

describe('a picture of a customer whose chat a person has', () => {
  it('arrives in the thread as the file it is, with its caption, once, and never comes back as words of an operator', async () => {
    await desk.share('image', fetched(PNG), 'p1', 'My hair is *green*');
    await desk.share('image', fetched(PNG), 'p1', 'My hair is *green*');
    expect(thread().map(({ text, files }) => [text, files?.map(({ content }) => content)])).toEqual([
      ['Rosa Field sent a picture: My hair is *green*', [PNG]],
    ]);
    expect(thread()[0]!.files![0]!.name).toMatch(/\.png$/);
    await desk.say('do you see it?', 'k2');
    expect(wordsOf(thread().at(-1)!)).toBe('Rosa Field: do you see it?');
    expect(desk.slack.problems).toEqual([]);
  });

  it('goes no further when it carries something harmful, and both are told [FL-14]', async () => {
    await desk.share('file', fetched(EICAR), 'v1');
    expect(thread().map(wordsOf)).toEqual([
      'Rosa Field sent a file\nNot passed on, it carries something harmful. The customer has been told.',
    ]);
    expect(thread()[0]!.files).toBeUndefined();
    expect(desk.told.at(-1)).toEqual({
      conversationId: ROSA,
      eventId: expect.stringMatching(/:v1:refused$/),
      event: { type: 'notPassed', reason: 'infected' },
    });
  });

  it('is fetched again while its channel cannot hand it out, and said to be missing after two minutes', async () => {
    await desk.share('voice', { kind: 'retry', reason: 'away' }, 's1');
    expect(thread()).toEqual([]);
    await desk.say('did you hear it?', 'k3');
    expect(thread()).toEqual([]);
    for (const passMs of [30_000, 100_000]) {
      desk.clock.advance(passMs);
      desk.leaseClock.advance(passMs);
      await desk.handOffs.jobs[0]!.run();
      await desk.settle();
    }
    expect(thread().map(wordsOf)).toEqual([
      'Rosa Field sent a voice message\nNot passed on, it cannot be read. The customer has been told.',
      'Rosa Field: did you hear it?',
    ]);
  });

  it('is a link for the operator when Slack does not take it', async () => {
    desk.slack.device.forbidFiles();
    await desk.share('image', fetched(PNG), 'p2');
    expect(thread().map(wordsOf).join()).toMatch(
      /Rosa Field sent a picture\n.*could not be put here\. It can be opened for 90 days: https:\/\/book\.example\/f\//,
    );
  });
});

describe('a file an operator adds in the thread', () => {
  it('reaches the customer when it is sent, with its words, and each further file after it', async () => {
    const pdf = { name: 'Care sheet.pdf', type: 'application/pdf', content: Buffer.from('%PDF-1.7 care') };
    await desk.slack.device.write(ASHA, card.ts, 'Do it like this', [
      { name: 'look.png', type: 'image/png', content: PNG },
      pdf,
    ]);
    await desk.settle();
    expect(relays()).toEqual([]);
    const line = thread().at(-1)!;
    expect(wordsOf(line)).toContain('Do it like this\nWith look.png\nWith Care sheet.pdf');
    await desk.press(ASHA, line, 'Send to customer');
    await desk.press(ASHA, line, 'Send to customer').catch(() => undefined);
    const url = expect.stringMatching(/^https:\/\/book\.example\/f\/[\w-]{22}$/) as unknown as string;
    expect(relays()).toEqual([
      {
        type: 'relay',
        by: 'Asha',
        epoch: 2,
        text: 'Do it like this',
        file: { name: 'look.png', type: 'image/png', bytes: PNG.length, url },
      },
      {
        type: 'relay',
        by: 'Asha',
        epoch: 2,
        text: '',
        file: { name: 'Care sheet.pdf', type: 'application/pdf', bytes: pdf.content.length, url },
      },
    ]);
    expect(wordsOf(line)).toContain('Sent to the customer by Asha');
    expect(desk.slack.problems).toEqual([]);
  });

  it('may come without a word', async () => {
    await add('', { name: 'look.png', type: 'image/png', content: PNG });
    expect(relays()).toMatchObject([{ text: '', file: { name: 'look.png' } }]);
  });

  it('is not sent when it carries something harmful: the line and a remark say why, and nothing of it leaves', async () => {
    const line = await add('Look', { name: 'look.png', type: 'image/png', content: EICAR });
    const why = 'look.png carries something harmful: nothing was sent.';
    expect(desk.slack.whispers.map(({ text }) => text)).toEqual([why]);
    expect(wordsOf(line)).toContain(why);
    expect(relays()).toEqual([]);
  });

  it('is asked for again when Slack does not hand it out', async () => {
    await desk.slack.device.write(ASHA, card.ts, 'Look', [{ name: 'look.png', type: 'image/png', content: PNG }]);
    await desk.settle();
    const line = thread().at(-1)!;
    desk.slack.faults.failBeforeEffect = 1;
    await desk.press(ASHA, line, 'Send to customer');
    expect(desk.slack.whispers.map(({ text }) => text)).toEqual(['look.png could not be fetched. Please press again.']);
    await desk.press(ASHA, line, 'Send to customer');
    expect(relays()).toHaveLength(1);
  });
});
