import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openService, type Service, type Told } from './support/service.js';

const PHONE = '+447700900021';
const at = (day: number, hour: number): string => new Date(Date.UTC(2026, 10, day, 0, hour * 60)).toISOString();

let service: Service;
beforeAll(async () => {
  service = await openService();
  const { catalogue } = service.world;
  const { shop } = await catalogue.current('shop');
  await catalogue.saveShop({ ...shop, acceptance: 'instant' });
});
afterAll(() => service?.stop());

async function book(startsAt: string, phone: string, person = 'asha'): Promise<Told> {
  const { body: hold } = await service.ask('/holds', { body: { service: 'cut', startsAt, person } });
  const made = await service.ask('/bookings', { body: { hold: hold.id, customer: { name: 'Rosa', phone } } });
  return made.body;
}

const freeOn = async (date: string): Promise<string[]> =>
  (await service.ask(`/availability?service=cut&date=${date}&person=asha`)).body.slots.map(
    ({ startsAt }: Told) => startsAt,
  );

describe('the wait-list over HTTP', () => {
  it('puts somebody on it once, holds them what is given back, and hears their no', async () => {
    const taken = await book(at(25, 11), '+447700900001');
    const wish = {
      service: 'cut',
      person: 'asha',
      phone: PHONE,
      from: '2026-11-25',
      to: '2026-11-25',
      part: 'morning',
    };
    const joined = await service.ask('/waitlist', { body: wish });
    const again = await service.ask('/waitlist', { body: { ...wish, from: '2026-11-24' } });
    await service.ask(`/bookings/${taken.id}/drop`, { method: 'POST' });
    await service.waitlist.look('shop');
    const { body: place } = await service.ask(`/waitlist/${joined.body.id}`);
    const listed = await service.ask('/waitlist');
    const theirs = await service.ask(`/waitlist?phone=${encodeURIComponent(PHONE)}`);
    const nobodys = await service.ask(`/waitlist?phone=${encodeURIComponent('+447700900099')}`);

    expect([joined.status, again.body.id, again.body.joinedAt]).toEqual([201, joined.body.id, joined.body.joinedAt]);
    expect(again.body.from).toBe('2026-11-24');
    expect(place).toMatchObject({ state: 'waiting', offer: { nr: 1, startsAt: at(25, 10.5) } });
    expect([listed.body.items, theirs.body.items, nobodys.body.items]).toMatchObject([[place], [place], []]);

    const declined = await service.ask(`/waitlist/${place.id}/decline`, { body: { offer: 1 } });
    expect(declined.body).toMatchObject({ state: 'waiting', offer: null });
    expect((await service.ask(`/waitlist/${place.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await service.ask(`/waitlist/${place.id}`)).body.state).toBe('left');
    const late = await service.ask(`/waitlist/${place.id}/decline`, { body: { offer: 1 } });
    expect([late.status, late.body.code]).toEqual([409, 'place.over']);
    expect(await freeOn('2026-11-25')).toContain(at(25, 11));
  });

  it('pages through who waits in the order they came, and says why somebody cannot', async () => {
    const wish = { service: 'cut', from: '2026-11-26', to: '2026-11-26' };
    const ids: string[] = [];
    for (const last of [31, 32, 33]) {
      service.clock.advance(1_000);
      ids.push((await service.ask('/waitlist', { body: { ...wish, phone: `+4477009000${last}` } })).body.id);
    }
    const first = await service.ask('/waitlist?limit=2');
    const second = await service.ask(`/waitlist?limit=2&cursor=${first.body.next}`);
    const past = await service.ask('/waitlist', {
      body: { ...wish, phone: PHONE, from: '2026-11-01', to: '2026-11-02' },
    });
    const unknown = await service.ask('/waitlist', { body: { ...wish, phone: PHONE, service: 'shave' } });

    expect([...first.body.items, ...second.body.items].map(({ id }: Told) => id)).toEqual(ids);
    expect(second.body.next).toBeNull();
    expect([past.status, past.body.code, past.body.reason]).toEqual([409, 'place.refused', 'days']);
    expect([unknown.status, unknown.body.code]).toEqual([404, 'service.unknown']);
    expect((await service.ask('/waitlist', { key: service.keys.write })).body.code).toBe('auth.scope');
    const other = await service.newKey('staff', 'elsewhere');
    expect((await service.ask(`/waitlist/${ids[0]}`, { key: other })).body.code).toBe('place.unknown');
  });
});

describe('codes over HTTP', () => {
  const FIRST10 = {
    code: 'FIRST10',
    name: 'Ten off the first visit',
    discount: { kind: 'percent', basisPoints: 1_000 },
    startsAt: at(1, 0),
    endsAt: at(30, 0),
    firstTimeOnly: true,
  };

  it('makes a code once, shows it, and ends it', async () => {
    const made = await service.ask('/promos', { body: FIRST10 });
    const same = await service.ask('/promos', { body: FIRST10 });
    const other = await service.ask('/promos', { body: { ...FIRST10, name: 'Another' } });
    const read = await service.ask('/promos/FIRST10');
    const ended = await service.ask('/promos/FIRST10/end', { method: 'POST' });
    const listed = await service.ask('/promos');

    expect([made.status, made.body]).toMatchObject([201, { code: 'FIRST10', active: true, used: 0, services: [] }]);
    expect([same.status, same.body]).toEqual([201, made.body]);
    expect([other.status, other.body.code]).toEqual([409, 'promo.exists']);
    expect([read.body, ended.body, listed.body.items]).toEqual([
      made.body,
      { ...made.body, active: false },
      [ended.body],
    ]);
    expect((await service.ask('/promos/NOBODY')).body.code).toBe('promo.unknown');
    const back = await service.ask('/promos', { body: { ...FIRST10, code: 'BACK', endsAt: at(1, 0) } });
    expect([back.status, back.body.fields[0].path]).toEqual([400, 'endsAt']);
    expect((await service.ask('/promos', { key: service.keys.write })).body.code).toBe('auth.scope');
  });

  it('pages through them, the one that ends last first', async () => {
    for (const [index, code] of ['AAA', 'BBB', 'CCC'].entries()) {
      await service.ask('/promos', { body: { ...FIRST10, code, endsAt: at(27 + (index % 2), 0) } });
    }
    const first = await service.ask('/promos?limit=2');
    const second = await service.ask(`/promos?limit=2&cursor=${first.body.next}`);
    const codes = [...first.body.items, ...second.body.items].map(({ code }: Told) => code);
    expect(codes).toEqual(['FIRST10', 'BBB', 'AAA', 'CCC']);
  });
});

describe('the schedule over HTTP', () => {
  it('closes a day, opens it again, and says who did both', async () => {
    const before = await freeOn('2026-11-27');
    const body = { kind: 'closed', id: 'party', from: '2026-11-27', to: '2026-11-27', reason: 'Staff party' };
    const kept = await service.ask('/schedule', { body });
    const closed = await freeOn('2026-11-27');
    const listed = await service.ask('/schedule');
    service.clock.advance(1_000);
    const gone = await service.ask('/schedule/party', { method: 'DELETE' });
    const twice = await service.ask('/schedule/party', { method: 'DELETE' });
    const changes = await service.ask('/schedule-changes?limit=2');

    expect([kept.status, kept.body]).toMatchObject([201, { id: 'party', person: null, hours: null }]);
    expect([before.length > 0, closed, listed.body.items]).toEqual([true, [], [kept.body]]);
    expect([gone.status, twice.body.code, await freeOn('2026-11-27')]).toEqual([204, 'record.unknown', before]);
    expect(changes.body.items.map(({ act, who }: Told) => [act, who])).toEqual([
      ['record.removed', 'a staff key (API)'],
      ['record.saved', 'a staff key (API)'],
    ]);
  });

  it('keeps other hours of one person, and refuses spans that end before they start', async () => {
    const hours = { startMinutes: 12 * 60, endMinutes: 14 * 60 };
    const record = { kind: 'hours', person: 'asha', from: '2026-11-28', to: '2026-11-28', reason: 'Dentist', hours };
    const kept = await service.ask('/schedule', { body: record });
    const wrong = await service.ask('/schedule', { body: { ...record, to: '2026-11-27' } });
    const back = await service.ask('/schedule', { body: { ...record, hours: { startMinutes: 700, endMinutes: 700 } } });
    const nobody = await service.ask('/schedule', { body: { ...record, person: 'zoe' } });

    expect(kept.body.hours).toEqual({ ...hours, breaks: [] });
    expect((await freeOn('2026-11-28')).every((startsAt) => startsAt >= at(28, 12))).toBe(true);
    expect([wrong.body.fields[0].path, back.body.fields[0].path]).toEqual(['to', 'hours']);
    expect([nobody.status, nobody.body.code]).toEqual([404, 'person.unknown']);
  });

  it('takes somebody who is away out of the offer until they are back', async () => {
    const before = await freeOn('2026-11-24');
    const away = await service.ask('/people/asha/off-duty', { body: { until: at(25, 0), reason: 'Ill' } });
    const gone = await freeOn('2026-11-24');
    const back = await service.ask('/people/asha/off-duty', { method: 'DELETE' });
    const past = await service.ask('/people/asha/off-duty', { body: { until: at(20, 0), reason: 'Ill' } });

    expect([away.status, gone, back.status]).toEqual([201, [], 204]);
    expect([before.length > 0, await freeOn('2026-11-24')]).toEqual([true, before]);
    expect([past.status, past.body.fields[0].path]).toEqual([400, 'until']);
  });

  it('blocks time, but never over a visit, and gives it back', async () => {
    const visit = await book(at(30, 10), '+447700900041');
    const span = { person: 'asha', from: at(30, 12), to: at(30, 13) };
    const blocked = await service.ask('/blocks', { body: { ...span, reason: 'Lunch with the owner' } });
    const over = await service.ask('/blocks', { body: { ...span, from: at(30, 9), reason: 'Painting' } });
    const free = await freeOn('2026-11-30');
    const where = new URLSearchParams(span);
    const listed = await service.ask(`/blocks?${where}`);
    const path = `/blocks/${encodeURIComponent(blocked.body.id)}?${where}`;
    const freed = await service.ask(path, { method: 'DELETE' });

    expect([blocked.status, listed.body.items]).toEqual([201, [blocked.body]]);
    expect(free).not.toContain(at(30, 12));
    expect([over.status, over.body.code]).toEqual([409, 'block.inTheWay']);
    expect(over.body.inTheWay[0]).toMatchObject({ kind: 'booking', booking: visit.id, startsAt: at(30, 10) });
    expect([freed.status, await freeOn('2026-11-30')]).toEqual([204, expect.arrayContaining([at(30, 12)])]);
    expect((await service.ask(path, { method: 'DELETE' })).body.code).toBe('block.unknown');
    const both = await service.ask('/blocks', { body: { ...span, resource: 'chair', reason: 'x' } });
    expect([both.status, both.body.fields[0].path]).toEqual([400, 'person']);
  });
});

describe('proofs over HTTP', () => {
  it('lets a crowd try, one at a time, and says what came of it [BK-27]', async () => {
    const path = '/proofs/no-double-booking';
    const begun = await service.ask(path, { body: { people: 40 }, idempotencyKey: 'prove' });
    const second = await service.ask(path, { method: 'POST' });
    const replayed = await service.ask(path, { body: { people: 40 }, idempotencyKey: 'prove' });
    await service.proofs.idle();
    const { body: proof } = await service.ask(`/proofs/${begun.body.id}`);

    expect([begun.status, begun.body.state, begun.body.crowd]).toEqual([202, 'running', null]);
    expect([second.status, second.body.code]).toEqual([409, 'proof.busy']);
    expect(replayed.body.id).toBe(begun.body.id);
    expect(proof).toMatchObject({ kind: 'crowd', state: 'good', overlaps: 0, crowd: { people: 40, errors: [] } });
    expect(proof.crowd.booked + proof.crowd.refusedWithOtherTimes + proof.crowd.refused).toBe(40);
    expect((await service.ask('/proofs/aaaaaaaaaaaaaaaaaaaa')).body.code).toBe('proof.unknown');
  });

  it('goes through the real calendar once a day, and finds a visit that was written over another (mutant)', async () => {
    const visit = await book(at(30, 15), '+447700900051');
    service.clock.advance(1_000);
    const [good] = await service.proofs.auditAll();
    const sheets = service.database.db.collection<{ claims: Told[] }>('day_sheets');
    const sheet = (await sheets.findOne({ 'claims.bookingId': visit.id }))!;
    const claim = sheet.claims.find(({ bookingId }) => bookingId === visit.id);
    const twin = { ...claim, id: `${claim.id}x`, bookingId: 'another' };
    await sheets.updateOne({ _id: sheet._id }, { $push: { claims: twin } });
    service.clock.advance(1_000);
    await service.proofs.auditAll();
    const { body } = await service.ask('/proofs?limit=1');
    await sheets.updateOne({ _id: sheet._id }, { $pull: { claims: { id: twin.id } } });

    expect(good).toMatchObject({ kind: 'audit', state: 'good', overlapCount: 0 });
    expect(body.items).toMatchObject([
      { kind: 'audit', state: 'bad', overlaps: 1, overlapping: [{ resource: 'asha', startsAt: at(30, 15) }] },
    ]);
    expect(body.next).not.toBeNull();
  });
});
