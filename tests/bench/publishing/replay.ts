import { differenceIn, talksIn } from '../../../src/publishing/replay.rules.js';
import type { LoggedTurn } from '../../../src/publishing/turn-log.js';
import { createChat } from '../../flow/support/chat.js';
import { testLibrary } from '../../flow/support/scripts.js';
import type { BenchRow } from '../bench.js';
import { round, summary } from '../scheduling/timing.js';

const CHATS = 400;
const WORDS = ['hi', '1', '1', '2', 'Rosa Field', '1'];

/** Recorded turns through the published scripts and through a draft: both ways count as one turn. */
export async function run(): Promise<BenchRow[]> {
  const library = testLibrary();
  const talks = talksIn(Array.from({ length: CHATS }, (_, index) => recorded(`c${index}`)).flat());
  const turns = CHATS * WORDS.length;
  const once = (): number => {
    const from = performance.now();
    for (const talk of talks)
      if (differenceIn(talk, library, library)) throw new Error('replay: a talk differs from itself');
    return (turns * 1_000) / (performance.now() - from);
  };
  for (let warm = 0; warm < 3; warm++) once();
  const { median, range } = summary(Array.from({ length: 9 }, once));
  return [
    {
      id: 'replay',
      what: `${turns} recorded turns replayed through what is published and through a draft`,
      value: round(median),
      unit: 'turns/s',
      floor: null,
      ratio: null,
      limit: '≥ 2,000 turns/s',
      holds: median >= 2_000,
      range: [round(range[0]), round(range[1])],
    },
  ];
}

function recorded(conversationId: string): LoggedTurn[] {
  const chat = createChat();
  return WORDS.map((text, rev) => {
    const start = rev === 0 ? chat.state : null;
    const perform = chat.house.perform.bind(chat.house);
    const outcomes: ReturnType<typeof perform>[] = [];
    chat.house.perform = (call, nowUtc) => {
      const outcome = perform(call, nowUtc);
      outcomes.push(outcome);
      return outcome;
    };
    chat.types(text);
    chat.house.perform = perform;
    const about = { _id: `${conversationId}:${rev}`, conversationId, rev, channel: 'sms' as const, atUtc: chat.nowUtc };
    return { ...about, event: { type: 'text', text }, outcomes, start, forgetAt: new Date(0) };
  });
}
