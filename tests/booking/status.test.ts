import { describe, expect, it } from '@jest/globals';
import {
  BOOKING_STATUSES,
  isAhead,
  isOver,
  nextStatus,
  type BookingAct,
  type Profile,
} from '../../src/booking/status.rules.js';
import { changesOf, givesBack, moveRefusal, promise, weighDrop } from '../../src/booking/policy.rules.js';
import { shopSchema } from '../../src/catalogue/catalogue.model.js';
import { makeHoldId, parseHoldId, randomReference } from '../../src/booking/hold-id.js';

const ACTS: readonly BookingAct[] = [
  'accept',
  'reject',
  'arrive',
  'start',
  'askExtra',
  'answerExtra',
  'done',
  'confirm',
  'bill',
  'cancel',
  'noShow',
  'undoNoShow',
  'dropExtra',
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
        'extra_pending dropExtra in_progress',
        'no_show undoNoShow accepted',
        'in_progress done work_done',
        'work_done done completed',
        'completed bill billed',
      ].sort(),
    );
  });

  it('has no way out of an end except the bill and a miss taken back, and knows what still lies ahead [CF-01]', () => {
    for (const status of BOOKING_STATUSES.filter(isOver)) {
      for (const act of ACTS) {
        if (status === 'completed' && act === 'bill') continue;
        if (status === 'no_show' && act === 'undoNoShow') continue;
        expect([status, act, nextStatus('workshop', status, act)]).toEqual([status, act, null]);
      }
    }
    expect(BOOKING_STATUSES.filter(isAhead)).toEqual(['pending', 'accepted', 'arrived']);
  });
});

describe('work that is confirmed by a second press', () => {
  it('is finished first and done by another act, in every trade; pressing the first twice confirms nothing [BK-07] [CF-42]', () => {
    for (const profile of ['queue', 'appointment', 'workshop'] as const) {
      const next = (from: (typeof BOOKING_STATUSES)[number], act: BookingAct) => nextStatus(profile, from, act, true);
      expect([next('in_progress', 'done'), next('work_done', 'done'), next('work_done', 'confirm')]).toEqual([
        'work_done',
        null,
        'completed',
      ]);
      expect(next('in_progress', 'confirm')).toBeNull();
    }
    // Switched off, one press is the end and there is nothing to confirm.
    expect(nextStatus('appointment', 'in_progress', 'done')).toBe('completed');
    expect(nextStatus('workshop', 'work_done', 'confirm')).toBeNull();
  });
});

describe('the policy', () => {
  const deny = { late: 'deny', lateMeans: 'deadline', lateRefundPercent: 0 } as const;
  const facts = (status: (typeof BOOKING_STATUSES)[number], terms: object = {}) => ({
    status,
    startsAtUtc: 1_000,
    freeUntilUtc: 500,
    terms: { ...deny, ...terms },
  });
  const drops = (status: (typeof BOOKING_STATUSES)[number], terms: object = {}) =>
    [500, 501, 999, 1_000].map((nowUtc) => {
      const weight = weighDrop(facts(status, terms), nowUtc);
      return weight.kind === 'refused' ? weight.reason : weight.kind;
    });

  it('frees, refuses or prices a late drop, to the millisecond of deadline and start [CX-01] [CF-21]', () => {
    expect(drops('accepted', { late: 'deny' })).toEqual(['free', 'pastDeadline', 'pastDeadline', 'alreadyOver']);
    expect(drops('accepted', { late: 'token' })).toEqual(['free', 'late', 'late', 'alreadyOver']);
    expect(drops('accepted', { late: 'free' })).toEqual(['free', 'free', 'free', 'alreadyOver']);
  });

  it('is late as soon as the shop has said yes where it says so, and never before that [CF-22] [CX-13]', () => {
    const confirmed = { late: 'token', lateMeans: 'confirmed' };
    const at = (status: 'pending' | 'accepted', nowUtc: number) => weighDrop(facts(status, confirmed), nowUtc).kind;
    expect([at('pending', 0), at('pending', 999), at('accepted', 0), at('accepted', 500)]).toEqual([
      'free',
      'free',
      'late',
      'late',
    ]);
    expect(drops('pending', { late: 'token' })).toEqual(['free', 'free', 'free', 'alreadyOver']);
  });

  it('leaves a late move to the shop whatever a late drop costs', () => {
    for (const late of ['deny', 'token'])
      expect([500, 501].map((nowUtc) => moveRefusal(facts('accepted', { late }), nowUtc))).toEqual([
        null,
        'pastDeadline',
      ]);
    expect(moveRefusal(facts('accepted', { late: 'free' }), 999)).toBeNull();
  });

  it('answers for every status', () => {
    const answers = BOOKING_STATUSES.map((status) => [status, moveRefusal(facts(status), 0)]);
    expect(answers).toEqual([
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

  it('says with every booking what may be done with it and until when that is free [CX-02]', () => {
    const flags = (nowUtc: number, terms: object) => changesOf(facts('accepted', terms), nowUtc);
    expect(flags(500, { late: 'token' })).toEqual({ canDrop: true, canMove: true, lateDrop: false, freeAhead: true });
    expect(flags(501, { late: 'token' })).toEqual({ canDrop: true, canMove: false, lateDrop: true, freeAhead: false });
    expect(flags(501, { late: 'deny' })).toEqual({ canDrop: false, canMove: false, lateDrop: false, freeAhead: false });
  });

  it('promises the deadline and the terms of the day it is made; where late is free the deadline is the start [CX-02]', () => {
    const shop = (policy: object) =>
      shopSchema.parse({ id: 's', name: 'S', place: 'P', currency: 'GBP', country: 'GB', policy });
    expect(promise(90_000_000, shop({}))).toEqual({
      freeUntilUtc: 90_000_000 - 86_400_000,
      terms: { late: 'token', lateMeans: 'deadline', lateRefundPercent: 0 },
    });
    expect(promise(90_000_000, shop({ late: 'free' })).freeUntilUtc).toBe(90_000_000);
  });

  it('gives all back when it was in time, unanswered, allowed or ended by the shop, else the promised share [GP-07]', () => {
    const ended = (kind: 'customer' | 'operator', atUtc: number, more: object = {}) =>
      givesBack({
        ...facts('cancelled', { late: 'token', lateRefundPercent: 50 }),
        status: 'cancelled',
        history: [
          {
            actId: 'a',
            act: 'cancel',
            who: { kind, id: 'x', name: 'X' },
            atUtc,
            why: null,
            from: 'accepted',
            to: 'cancelled',
            version: 2,
            wasStartsAtUtc: null,
            ...more,
          },
        ],
      });
    expect(ended('customer', 500)).toEqual({ by: 'customer', percent: 100 });
    expect(ended('customer', 501)).toEqual({ by: 'customer', percent: 50 });
    expect(ended('customer', 501, { isGranted: true }).percent).toBe(100);
    expect(ended('customer', 501, { from: 'pending' }).percent).toBe(100);
    expect(ended('operator', 501)).toEqual({ by: 'shop', percent: 100 });
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
