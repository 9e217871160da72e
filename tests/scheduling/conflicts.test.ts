import { describe, expect, it } from '@jest/globals';
import type { StaffBookingInput } from '../../src/booking/index.js';
import { createConflicts, CONFLICT_RULES, type ConflictReport, type ConflictRule } from '../../src/scheduling/index.js';
import { judge, type ConflictFacts } from '../../src/scheduling/conflicts.rules.js';
import { CUT, everyDay, openShop, ROSA } from '../booking/support/world.js';
import { booked, claimsOf, freeOn, held, monday, NOW_UTC, place, usePlace } from './support/shop.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const one = usePlace();
let keys = 0;

async function report(startsAtUtc: number, more: object = {}): Promise<{ errors: string[]; warnings: string[] }> {
  const outcome = await one.conflicts.report({
    ...{ shopId: 'shop', serviceId: 'cut', personId: 'asha', startsAtUtc, ...more },
  });
  if ('unknown' in outcome) throw new Error(`unknown ${outcome.unknown}`);
  return { errors: idsOf(outcome, 'errors'), warnings: idsOf(outcome, 'warnings') };
}

const idsOf = (one: ConflictReport, which: 'errors' | 'warnings'): string[] => one[which].map(({ ruleId }) => ruleId);

const byStaff = (startsAtUtc: number, more: Partial<StaffBookingInput> = {}) =>
  one.staff.createByStaff({
    shopId: 'shop',
    serviceId: 'cut',
    personId: 'asha',
    startsAtUtc,
    contact: ROSA,
    reach: { conversationId: 'phone-1', channel: 'sms', address: '+447700900009', language: 'en' },
    operator: { id: 'u1', name: 'Maria' },
    override: null,
    key: `staff-${(keys += 1)}`,
    ...more,
  });

describe('the rules', () => {
  const facts: ConflictFacts = {
    personName: 'Asha',
    fromUtc: monday(11),
    toUtc: monday(12),
    serviceId: 'cut',
    seats: 1,
    capacity: 1,
    bufferMs: 15 * 60_000,
    claims: [],
    sameDay: 0,
    dailyCap: null,
    missingKinds: [],
    isOpen: true,
    nowUtc: NOW_UTC,
    firstUtc: NOW_UTC,
    lastUtc: NOW_UTC + 30 * 24 * HOUR_MS,
  };
  const claim = (fromUtc: number, toUtc: number, serviceId = 'cut') => ({
    id: `c${fromUtc}`,
    key: 'k',
    kind: 'booking' as const,
    serviceId,
    startsAtUtc: fromUtc,
    endsAtUtc: toUtc,
    bufferMs: 0,
    untilUtc: Infinity,
    seats: 1,
    bookingId: 'b',
    movingBookingId: null,
    amountMinor: 0,
    currency: 'GBP',
  });
  const judged = (more: Partial<ConflictFacts>) => judge(CONFLICT_RULES, { ...facts, ...more });

  it('are a list anybody may add to: an error blocks, a warning is reported, and both are listed [AV-18]', () => {
    const asked: string[] = [];
    const rule = (id: string, severity: 'error' | 'warning'): ConflictRule => ({
      id,
      name: id,
      severity,
      check: () => {
        asked.push(id);
        return { count: 1, message: `${id} says no` };
      },
    });
    const warned = judge([rule('w', 'warning')], facts);
    expect(warned).toMatchObject({ mayProceed: true, errors: [], warnings: [{ ruleId: 'w', message: 'w says no' }] });
    const both = judge([rule('w', 'warning'), rule('e', 'error')], facts);
    expect(both).toMatchObject({ mayProceed: false, errors: [{ ruleId: 'e' }], warnings: [{ ruleId: 'w' }] });
    expect(asked).toEqual(['w', 'w', 'e']);
    expect(judged({})).toEqual({ errors: [], warnings: [], mayProceed: true });
  });

  it('count the visits that overlap, and a visit that only touches is none of them [AV-19]', () => {
    const claims = [
      claim(monday(10), monday(11)),
      claim(monday(10, 30), monday(11, 30)),
      claim(monday(11, 45), monday(13)),
    ];
    const { errors } = judged({ claims, bufferMs: 0 });
    expect(errors).toMatchObject([{ ruleId: 'double-booking', count: 2 }]);
    expect(errors[0]!.message).toContain('2 visits');
  });

  it.each([
    [monday(10, 55), ['buffer']],
    [monday(11), ['buffer']],
    [monday(10, 46), ['buffer']],
    [monday(10, 45), []],
  ])(
    'take a gap smaller than the buffer as too close, nothing at all included, the buffer itself not [AV-20] [DF-03] [DF-04]',
    (endUtc, expected) => {
      const outcome = judged({ claims: [claim(monday(10), endUtc)] });
      expect([idsOf(outcome, 'errors'), idsOf(outcome, 'warnings')]).toEqual([[], expected]);
      const after = judged({ claims: [claim(monday(12) + monday(11) - endUtc, monday(14))] });
      expect([idsOf(after, 'errors'), idsOf(after, 'warnings')]).toEqual([[], expected]);
    },
  );

  it('warn at the limit of the day, and never without one [AV-21]', () => {
    expect(idsOf(judged({ sameDay: 3, dailyCap: 3 }), 'warnings')).toEqual(['daily-capacity']);
    expect(idsOf(judged({ sameDay: 2, dailyCap: 3 }), 'warnings')).toEqual([]);
    expect(idsOf(judged({ sameDay: 99, dailyCap: null }), 'warnings')).toEqual([]);
  });

  it('let a group fill up and not run over', () => {
    const claims = [claim(monday(11), monday(12))];
    expect(idsOf(judged({ claims, capacity: 3, seats: 2 }), 'errors')).toEqual([]);
    expect(idsOf(judged({ claims, capacity: 3, seats: 3 }), 'errors')).toEqual(['group-full']);
    expect(idsOf(judged({ claims: [claim(monday(11), monday(12), 'wash')], capacity: 3 }), 'errors')).toEqual([
      'double-booking',
    ]);
  });
});

describe('a report for staff', () => {
  it('finds a visit that began many hours before, and counts what is done for the day [AV-22] [DF-02] [DF-05]', async () => {
    await openShop(one.world, {
      services: [
        { ...CUT, dailyCap: 2 },
        { ...CUT, id: 'long', durationMin: 420 },
      ],
    });
    await booked(one, monday(9), { serviceId: 'long' });
    expect(await report(monday(15))).toEqual({ errors: ['double-booking'], warnings: [] });
    const done = await booked(one, monday(9), { personId: 'ben' });
    await booked(one, monday(10), { personId: 'ben' });
    const step = { bookingId: done._id, operator: { id: 'u1', name: 'Maria' }, nowUtc: monday(12) } as const;
    for (const name of ['accept', 'start', 'done'] as const) {
      expect((await one.world.desk.operatorAct({ ...step, act: name, actId: name })).kind).toBe('done');
    }
    expect(await report(monday(14), { personId: 'ben' })).toEqual({ errors: [], warnings: ['daily-capacity'] });
  });

  it('leaves out the booking that is moved and a hold that has lapsed, and names what it does not know', async () => {
    await openShop(one.world);
    const row = await booked(one, monday(10));
    expect((await report(monday(10, 30))).errors).toEqual(['double-booking']);
    expect((await report(monday(10, 30), { movingBookingId: row._id })).errors).toEqual([]);
    await held(one, monday(14));
    expect((await report(monday(14))).errors).toEqual(['double-booking']);
    one.clock.set(NOW_UTC + 16 * 60_000);
    expect((await report(monday(14))).errors).toEqual([]);
    const unknown = await one.conflicts.report({ shopId: 'shop', serviceId: 'x', personId: 'asha', startsAtUtc: 1 });
    expect(unknown).toEqual({ unknown: 'service' });
  });

  it('allows a time between those of the grid, and warns outside the hours, the notice and the horizon', async () => {
    await openShop(one.world, { services: [{ ...CUT, noticeMin: 120, horizonDays: 5 }] });
    expect(await report(monday(10, 10))).toEqual({ errors: [], warnings: [] });
    expect((await report(monday(16, 30))).warnings).toEqual(['closed']);
    expect((await report(NOW_UTC + HOUR_MS)).warnings).toEqual(['notice']);
    expect((await report(monday(10) + 7 * 24 * HOUR_MS)).warnings).toEqual(['notice']);
  });

  it('says when no room is free, and takes another rule without a change of the others [AV-18]', async () => {
    const resources = [{ id: 'blue', name: 'Blue', kind: 'room' }];
    await openShop(one.world, { shop: { resources }, services: [{ ...CUT, needs: [{ kind: 'room' }] }] });
    await booked(one, monday(10));
    expect((await report(monday(10), { personId: 'ben' })).errors).toEqual(['resource-taken']);
    const { catalogue, sheets } = one.world;
    const noMondays: ConflictRule = {
      id: 'no-mondays',
      name: 'No Mondays',
      severity: 'error',
      check: ({ fromUtc }) => (new Date(fromUtc).getUTCDay() === 1 ? { count: 1, message: 'Not on Mondays.' } : null),
    };
    const stricter = createConflicts({ catalogue, sheets, clock: one.clock, rules: [...CONFLICT_RULES, noMondays] });
    const found = await stricter.report({ shopId: 'shop', serviceId: 'cut', personId: 'ben', startsAtUtc: monday(12) });
    expect(found).toMatchObject({ mayProceed: false, errors: [{ ruleId: 'no-mondays' }] });
  });
});

describe('a booking by staff', () => {
  it('goes on over a warning only with a reason, which the history keeps; customers were never offered it [AV-20] [AV-21] [CF-09] [CF-10]', async () => {
    await openShop(one.world, { services: [{ ...CUT, bufferMin: 30, dailyCap: 1, stepMin: 15 }] });
    await booked(one, monday(10));
    expect(await freeOn(one, '2026-11-23')).toEqual([]);
    const refused = await byStaff(monday(11, 15));
    expect(refused).toMatchObject({ kind: 'conflicts', report: { mayProceed: true } });
    if (refused.kind !== 'conflicts') throw new Error(refused.kind);
    expect(idsOf(refused.report, 'warnings')).toEqual(['buffer', 'daily-capacity']);
    expect(refused.alternatives).toHaveLength(3);
    expect(await byStaff(monday(11, 15), { override: { reason: ' ' } })).toEqual({
      kind: 'refused',
      reason: 'reasonMissing',
    });
    const made = await byStaff(monday(11, 15), { override: { reason: 'Regular, in a hurry' } });
    if (made.kind !== 'booked') throw new Error(made.kind);
    expect(made.booking).toMatchObject({ status: 'accepted', assignment: { by: 'operator', reason: 'asked' } });
    expect(made.booking.history).toMatchObject([
      {
        act: 'create',
        who: { kind: 'operator', name: 'Maria' },
        why: 'Too close to another visit, Daily limit: Regular, in a hurry',
      },
    ]);
    expect(await claimsOf(one, 'asha')).toHaveLength(2);
  });

  it('never goes over another visit, with any reason, nor when somebody is quicker than the report [AV-19]', async () => {
    await openShop(one.world);
    await booked(one, monday(10));
    const override = { reason: 'I want to' };
    const over = await byStaff(monday(10, 30), { override });
    expect(over).toMatchObject({ kind: 'conflicts', report: { mayProceed: false } });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => byStaff(monday(14), { override })));
    expect(outcomes.filter(({ kind }) => kind === 'booked')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.kind === 'conflicts') expect(idsOf(outcome.report, 'errors')).toEqual(['double-booking']);
    }
    expect(await claimsOf(one, 'asha')).toHaveLength(2);
  });

  it('is one for one key, may have several customers, and hides its time from the chats [BK-28]', async () => {
    await openShop(one.world);
    const others = [{ name: 'Tom Field', phone: null, email: null, note: null }];
    const twice = await Promise.all([1, 2].map(() => byStaff(monday(10), { key: 'same', others })));
    const ids = twice.map((outcome) => (outcome.kind === 'booked' ? outcome.booking._id : outcome.kind));
    expect(new Set(ids).size).toBe(1);
    expect(await one.world.desk.findBooking(ids[0]!)).toMatchObject({
      customer: { name: 'Rosa Field' },
      others: [{ name: 'Tom Field', phone: null, email: null }],
    });
    expect((await place(one, monday(10))).exit).toBe('taken');
    expect((await one.world.events.all()).map(({ type }) => type)).toEqual(['booking.created']);
  });

  it('may be of several services: one visit, each part asked about by itself, one act for one key [ORD-06] [AV-18]', async () => {
    const colour = { ...CUT, id: 'colour', name: 'Colour', durationMin: 90, priceMinor: 8_000 };
    await openShop(one.world, {
      services: [CUT, colour],
      people: [
        { id: 'asha', name: 'Asha', order: 0, serviceIds: ['cut', 'colour'], weeklyHours: everyDay(540, 720) },
        { id: 'ben', name: 'Ben', order: 1, serviceIds: ['colour'], weeklyHours: everyDay(540, 960) },
      ],
    });
    const both = { serviceId: 'cut~~colour' };
    const made = await byStaff(monday(9), { ...both, personId: null, key: 'visit' });
    const again = await byStaff(monday(9), { ...both, personId: null, key: 'visit' });
    if (made.kind !== 'booked' || again.kind !== 'booked') throw new Error(made.kind);
    expect(again.booking._id).toBe(made.booking._id);
    expect(made.booking.parts?.map(({ service, person, startsAtUtc }) => [service.id, person.id, startsAtUtc])).toEqual(
      [
        ['cut', 'asha', monday(9)],
        ['colour', 'asha', monday(10)],
      ],
    );
    expect(made.booking.price.totalMinor).toBe(10_500);

    // Asha's day ends at noon: a colour after that is outside her hours, and inside those of Ben.
    const errors = ['double-booking'];
    expect(await report(monday(11), { ...both, personId: 'asha' })).toEqual({ errors, warnings: ['closed'] });
    expect(await report(monday(11), { ...both, personId: 'asha~~ben' })).toEqual({ errors, warnings: [] });
    expect(await report(monday(12), { ...both, personId: 'asha' })).toEqual({ errors: [], warnings: ['closed'] });
    expect((await byStaff(monday(12), { ...both, personId: 'asha~~ben' })).kind).toBe('conflicts');
    const late = await byStaff(monday(12), { ...both, personId: 'asha~~ben', override: { reason: 'She stays' } });
    expect(late).toMatchObject({
      kind: 'booked',
      booking: {
        parts: [{ person: { id: 'asha' } }, { person: { id: 'ben' } }],
        history: [{ why: 'Outside the hours: She stays' }],
      },
    });
    expect((await claimsOf(one, 'ben')).map(({ startsAtUtc }) => startsAtUtc)).toEqual([monday(13)]);
    expect(await byStaff(monday(14), { ...both, personId: 'asha~~ben~~ben' })).toMatchObject({ kind: 'refused' });
    expect(await byStaff(monday(14), { serviceId: 'cut~~x' })).toEqual({ kind: 'refused', reason: 'unknownService' });
  });

  it('without a name goes to whoever is free, and asks for a detail it cannot use', async () => {
    await openShop(one.world);
    await booked(one, monday(10));
    const made = await byStaff(monday(10), { personId: null });
    expect(made).toMatchObject({ kind: 'booked', booking: { person: { id: 'ben' }, assignment: { by: 'auto' } } });
    const long = { ...ROSA, phone: '1'.repeat(21) };
    expect(await byStaff(monday(12), { contact: long })).toEqual({ kind: 'refused', reason: 'contact' });
    expect(await byStaff(monday(12), { serviceId: 'x' })).toEqual({ kind: 'refused', reason: 'unknownService' });
  });
});
