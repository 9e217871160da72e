import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTurnLog, type Publishing } from '../../src/publishing/index.js';
import { differenceIn, talksIn } from '../../src/publishing/replay.rules.js';
import type { LoggedTurn } from '../../src/publishing/turn-log.js';
import { createLog } from '../../src/platform/log.js';
import { openTestDatabase } from '../support/database.js';
import { createChat } from '../flow/support/chat.js';
import { loaded, readFlow, testLibrary } from '../flow/support/scripts.js';
import { openPublishing } from './support.js';

const languages = loaded('salon.yaml', readFlow('salon.yaml')).languages;
/** The same words in every language of the script. */
const everywhere = (words: string): string => `{ ${languages.map((one) => `${one}: '${words}'`).join(', ')} }`;

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let publishing: Publishing;

beforeAll(async () => {
  mongo = await openTestDatabase();
  publishing = await openPublishing(mongo);
  await record('sms:+44:+447700900001', ['hi', '1', '1', '2', 'Rosa Field', '1']);
  await record('sms:+44:+447700900002', ['hi', '1', '1']);
  await record('sms:+44:+447700900003', ['hi', '2']);
});
afterAll(() => mongo.drop());

/** A chat as the house hands it in, turn by turn. */
async function record(conversationId: string, words: readonly string[]): Promise<void> {
  const log = createTurnLog({ mongo, log: createLog('silent'), library: () => testLibrary(), secret: 'secret' });
  const chat = createChat();
  for (const [index, text] of words.entries()) {
    const before = chat.state;
    const [calls, turns] = [chat.house.calls.length, chat.turns.length];
    const outcomes = watchOutcomes(chat);
    chat.types(text);
    expect(outcomes.length).toBe(chat.house.calls.length - calls);
    const steps = chat.turns.slice(turns).flatMap((turn) => turn.steps ?? []);
    log.add({
      conversationId,
      rev: index,
      channel: 'sms',
      atUtc: chat.nowUtc,
      before,
      event: { type: 'text', text },
      outcomes,
      steps,
    });
  }
  await log.stop();
}

function watchOutcomes(chat: ReturnType<typeof createChat>) {
  const outcomes: ReturnType<typeof chat.house.perform>[] = [];
  const perform = chat.house.perform.bind(chat.house);
  chat.house.perform = (call, nowUtc) => {
    const outcome = perform(call, nowUtc);
    outcomes.push(outcome);
    return outcome;
  };
  return outcomes;
}

describe('what an edit would have changed', () => {
  it('is nothing where only words were changed', async () => {
    const text = readFlow('salon.yaml').replace('What would you like?', 'What shall we do?');
    expect(await publishing.replay('salon', text, 100)).toMatchObject({ talks: 3, turns: 11, same: 3, different: [] });
  });

  it('is told for each chat that ends differently, with the first step that does', async () => {
    const text = `${readFlow('salon.yaml').replaceAll('chosen: hold,', 'chosen: really,').replaceAll('chosen: hold }', 'chosen: really }')}
  really: { ask: choice, say: ${everywhere('Really?')}, options: { yes1: { label: ${everywhere('Take it')}, goto: hold }, no1: { label: ${everywhere('Another')}, goto: time } } }
`;
    const report = (await publishing.replay('salon', text, 100))!;

    expect(report).toMatchObject({ talks: 3, same: 2 });
    expect(report.different).toEqual([
      expect.objectContaining({
        turn: 4,
        heard: '2',
        before: { script: 'salon', block: 'name', did: ['hold.place held', 'things.list none'] },
        after: { script: 'salon', block: 'really', did: [] },
      }),
    ]);
  });

  it('is looked for without anything that tells who it was', async () => {
    const kept = JSON.stringify(await mongo.db.collection('turn_log').find().toArray());
    expect(kept).not.toMatch(/Rosa|Field|7700900001/);
    expect(kept).toContain('Someone Else');
  });

  it('does not guess what a house would have said that was never asked', async () => {
    const turns = await mongo.db
      .collection<LoggedTurn>('turn_log')
      .find()
      .sort({ conversationId: 1, rev: 1 })
      .toArray();
    const talk = talksIn(turns).find((one) => one.length === 6)!;
    const asks = loaded(
      'salon.yaml',
      readFlow('salon.yaml').replace('exits: { answered: reach,', 'exits: { answered: opened,') +
        '  opened: { do: hours, exits: { open: reach, closed: reach } }\n',
    );
    const draft = testLibrary([{ ...asks, version: 2 }]);
    expect(differenceIn(talk, testLibrary(), draft)).toMatchObject({
      turn: 5,
      after: 'unknown',
      endedAfter: 'unknown',
    });
  });

  it('leaves out a talk from where a turn of it is missing', () => {
    const row = (rev: number, start: boolean) =>
      ({ conversationId: 'a', rev, start: start ? {} : null }) as unknown as LoggedTurn;
    expect(
      talksIn([row(1, true), row(2, false), row(4, false), row(5, false), row(6, true)]).map((talk) => talk.length),
    ).toEqual([2, 1]);
  });
});
