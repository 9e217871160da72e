import fc from 'fast-check';
import { CHAIN, CHATS, PEOPLE, STARTS, VISIT_KINDS, type VisitKind } from './facts.js';

/**
 * Plain data, so that a history can be shrunk, printed and typed in again. `nth` means the nth thing of its kind that there
 * is by then, counted round and round; where there is none the act does nothing.
 */
export type Act =
  | {
      readonly act: 'hold';
      readonly chat: number;
      readonly service: VisitKind;
      readonly person: number;
      /** Who does the second part of a visit of two; the same one when absent. */
      readonly second?: number;
      readonly day: number;
      readonly half: number;
      /** Of the chat's visits, the one this hold is to move. */
      readonly moving: number | null;
    }
  | { readonly act: 'release'; readonly nth: number }
  | { readonly act: 'confirm'; readonly nth: number; readonly again: number }
  | { readonly act: 'link'; readonly nth: number }
  | { readonly act: 'pay'; readonly nth: number; readonly card: 'paid' | 'late' | 'declined' }
  /** Some of the gateway's events arrive: in any order, at either process, some twice, some to come again much later. */
  | { readonly act: 'hear'; readonly order: number }
  | { readonly act: 'sweep' }
  | { readonly act: 'move'; readonly nth: number; readonly hold: number }
  | { readonly act: 'drop'; readonly nth: number; readonly agreed: boolean }
  | { readonly act: OperatorActName; readonly nth: number }
  | { readonly act: 'expire'; readonly nth: number }
  | { readonly act: 'markMissed' }
  | {
      readonly act: 'block';
      readonly person: number;
      readonly day: number;
      readonly half: number;
      readonly halves: number;
    }
  | { readonly act: 'unblock'; readonly nth: number }
  | { readonly act: 'fillPurse'; readonly chat: number }
  /** Bottles of oil into the hand, to be paid for or put back. */
  | { readonly act: 'want'; readonly chat: number; readonly quantity: number }
  | { readonly act: OrderActName; readonly nth: number }
  | { readonly act: 'sweepOrders' }
  | { readonly act: 'wait'; readonly minutes: number }
  /** Waits until so many minutes after the start of a visit, where that lies ahead. */
  | { readonly act: 'reach'; readonly nth: number; readonly minutes: number };

export type OperatorActName = 'accept' | 'reject' | 'start' | 'done' | 'noShow' | 'undoNoShow';

export type OrderActName = 'buy' | 'letGo' | 'acceptOrder' | 'soldOut' | 'giveUp';

/** What happens at once. */
export interface Batch {
  readonly acts: readonly Act[];
  /** A batch of one act is done twice at once, under the same key, in both processes. */
  readonly twice: boolean;
}

const nth = fc.nat({ max: 19 });
const day = fc.integer({ min: 0, max: 2 });
const half = fc.nat({ max: STARTS - 1 });
const chat = fc.nat({ max: CHATS - 1 });
const person = fc.nat({ max: PEOPLE.length - 1 });
const service = fc.constantFrom(...VISIT_KINDS, CHAIN);
const is = <const Name extends Act['act']>(name: Name) => fc.constant(name);

/** Those that may happen at once. A new kind of act: one line here, one in `perform.ts`, one in `model.ts`. */
const together: fc.Arbitrary<Act> = fc.oneof(
  hold(8),
  { weight: 1, arbitrary: fc.record({ act: is('release'), nth }) },
  { weight: 7, arbitrary: fc.record({ act: is('confirm'), nth, again: fc.constantFrom(0, 0, 0, 1) }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: is('pay'), nth, card: fc.constantFrom('paid', 'paid', 'late', 'declined') }),
  },
  { weight: 3, arbitrary: fc.record({ act: is('hear'), order: fc.nat({ max: 999 }) }) },
  { weight: 4, arbitrary: fc.record({ act: is('move'), nth, hold: nth }) },
  { weight: 3, arbitrary: fc.record({ act: is('drop'), nth, agreed: fc.boolean() }) },
  {
    weight: 10,
    arbitrary: fc.record({
      act: fc.constantFrom<OperatorActName[]>(
        ...([
          'accept',
          'accept',
          'accept',
          'accept',
          'reject',
          'start',
          'done',
          'noShow',
          'noShow',
          'undoNoShow',
        ] as const),
      ),
      nth,
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: is('expire'), nth }) },
  { weight: 2, arbitrary: fc.record({ act: is('block'), person, day, half, halves: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ act: is('unblock'), nth }) },
  { weight: 1, arbitrary: fc.record({ act: is('fillPurse'), chat }) },
  { weight: 4, arbitrary: fc.record({ act: is('want'), chat, quantity: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constantFrom<OrderActName[]>('buy', 'buy', 'buy', 'letGo', 'acceptOrder', 'soldOut', 'giveUp'),
      nth,
    }),
  },
);

/** Those that concern everything at once, or time itself. */
const alone: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: is('link'), nth }) },
  { weight: 1, arbitrary: fc.record({ act: is('sweep') }) },
  { weight: 1, arbitrary: fc.record({ act: is('markMissed') }) },
  { weight: 1, arbitrary: fc.record({ act: is('sweepOrders') }) },
  { weight: 3, arbitrary: fc.record({ act: is('wait'), minutes: fc.constantFrom(1, 5, 11, 31, 120, 180, 1_440) }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: is('reach'), nth, minutes: fc.constantFrom(-1_441, -1_440, -300, -1, 0, 1, 15, 20) }),
  },
);

function hold(weight: number) {
  const moving = fc.option(nth, { freq: 3 });
  return {
    weight,
    arbitrary: fc.record({ act: is('hold'), chat, service, person, second: person, day, half, moving }),
  };
}

const batch: fc.Arbitrary<Batch> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ acts: together.map((act) => [act]), twice: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      acts: fc.array(together, { minLength: 2, maxLength: 4 }).map(oneHandEach),
      twice: fc.constant(false),
    }),
  },
  { weight: 2, arbitrary: fc.record({ acts: alone.map((act) => [act]), twice: fc.constant(false) }) },
);

/** What one person takes replaces what they had: a chat is heard one message after the other. */
function oneHandEach(acts: readonly Act[]): readonly Act[] {
  return acts.filter(
    (one, index) =>
      one.act !== 'want' || !acts.slice(0, index).some((before) => before.act === 'want' && before.chat === one.chat),
  );
}

/** Histories of up to a hundred acts. */
export const histories: fc.Arbitrary<readonly Batch[]> = fc.array(batch, { minLength: 1, maxLength: 40, size: 'max' });

export function actsIn(history: readonly Batch[]): number {
  return history.reduce((sum, { acts }) => sum + acts.length, 0);
}
