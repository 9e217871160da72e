import { describe, expect, it } from '@jest/globals';
import {
  BOOKING_STATUSES,
  isAhead,
  isOver,
  nextStatus,
  type BookingAct,
  type Profile,
} from '../../src/booking/status.rules.js';
import { changeRefusal } from '../../src/booking/policy.rules.js';
import { makeHoldId, parseHoldId, randomReference } from '../../src/booking/hold-id.js';

const ACTS: readonly BookingAct[] = [
  'accept',
  'reject',
  'arrive',
  'start',
  'askExtra',
  'answerExtra',
  'done',
  'bill',
  'cancel',
  'noShow',
  'expire',
];

/** Every allowed move of a profile, written out. */
function movesOf(profile: Profile): string[] {
  return BOOKING_STATUSES.flatMap((from) =>
    ACTS.flatMap((act) => {
      const to = nextStatus(profile, from, act);
      return to ? [`${from} ${act} ${to}`] : [];
    }),
  );
}

const shared = [
  'pending accept accepted',
  'pending reject rejected',
  'pending cancel cancelled',
  'pending expire expired',
  'accepted start in_progress',
  'accepted cancel cancelled',
  'accepted noShow no_show',
];
const arriving = [
  'accepted arrive arrived',
  'arrived start in_progress',
  'arrived cancel cancelled',
  'arrived noShow no_show',
];

describe('the status machine', () => {
  it('allows exactly these moves in each trade and no other [CF-01] [BK-05]', () => {
    // Moves from a state that a trade does not use are harmless: nothing ever gets there.
    const reachable = (profile: Profile, states: readonly string[]) =>
      movesOf(profile)
        .filter((move) => states.includes(move.split(' ')[0]!))
        .sort();
    expect(reachable('appointment', ['pending', 'accepted', 'in_progress', 'completed'])).toEqual(
      [...shared, 'in_progress done completed'].sort(),
    );
    expect(reachable('queue', ['pending', 'accepted', 'arrived', 'in_progress', 'completed'])).toEqual(
      [...shared, ...arriving, 'in_progress done completed'].sort(),
    );
    expect(movesOf('workshop').sort()).toEqual(
      [
        ...shared,
        ...arriving,
        'in_progress askExtra extra_pending',
        'extra_pending answerExtra in_progress',
        'in_progress done work_done',
        'work_done done completed',
        'completed bill billed',
      ].sort(),
    );
  });

  it('has no way out of an end except the bill, and knows what still lies ahead [CF-01]', () => {
    for (const status of BOOKING_STATUSES.filter(isOver)) {
      for (const act of ACTS) {
        if (status === 'completed' && act === 'bill') continue;
        expect([status, act, nextStatus('workshop', status, act)]).toEqual([status, act, null]);
      }
    }
    expect(BOOKING_STATUSES.filter(isAhead)).toEqual(['pending', 'accepted', 'arrived']);
  });
});

describe('the policy', () => {
  it('answers for every status, before, at and after the deadline and the start [CX-01] [CF-21]', () => {
    const at = (status: (typeof BOOKING_STATUSES)[number], nowUtc: number) =>
      changeRefusal({ status, startsAtUtc: 1_000, freeUntilUtc: 500 }, nowUtc);
    expect([500, 501, 999, 1_000].map((nowUtc) => at('accepted', nowUtc))).toEqual([
      null,
      'pastDeadline',
      'pastDeadline',
      'alreadyOver',
    ]);
    expect([500, 501, 999, 1_000].map((nowUtc) => at('pending', nowUtc))).toEqual([null, null, null, 'alreadyOver']);
    expect(BOOKING_STATUSES.map((status) => [status, at(status, 0)])).toEqual([
      ['pending', null],
      ['accepted', null],
      ['rejected', 'gone'],
      ['arrived', null],
      ['in_progress', 'alreadyOver'],
      ['extra_pending', 'alreadyOver'],
      ['work_done', 'alreadyOver'],
      ['completed', 'alreadyOver'],
      ['billed', 'alreadyOver'],
      ['cancelled', 'gone'],
      ['no_show', 'alreadyOver'],
      ['expired', 'gone'],
    ]);
  });
});

describe('ids', () => {
  it('of holds say what is held, are the same for the same key, and refuse what is not theirs', () => {
    const ref = { shopId: 'willow', serviceId: 'hair-cut_1', personId: 'asha', startsAtUtc: 1_795_000_000_000 };
    const id = makeHoldId(ref, 'key $1');
    expect(makeHoldId(ref, 'key $1')).toBe(id);
    expect(makeHoldId(ref, 'key $2')).not.toBe(id);
    expect(parseHoldId(id)).toEqual(ref);
    for (const bad of [
      '',
      'a.b.c.d',
      `${id}x`,
      `.${id}`,
      id.replace('asha', 'a$ha'),
      'a.b.c.zzzzzzzzzzz.aaaaaaaaaaaa',
      '../..',
    ]) {
      expect([bad, parseHoldId(bad)]).toEqual([bad, null]);
    }
  });

  it('of bookings are BK- and eight digits, not in a row [BK-10]', () => {
    const drawn = Array.from({ length: 200 }, randomReference);
    expect(drawn.every((reference) => /^BK-\d{8}$/.test(reference))).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(195);
  });
});
