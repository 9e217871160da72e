import type { Mongo } from '../../../src/platform/mongo.js';
import type { Batch } from './acts.js';
import { readBooks, wrongIn, type Books } from './books.js';
import { BEGINS_UTC, CHATS, phoneOf, SERVICES } from './facts.js';
import { openHouse, type House, type Spoils } from './house.js';
import { leftOf } from './model-orders.js';
import type { SecondProcess } from './second-process.js';
import { apply, emptyState, isStanding, liveClaims, purseOf, type Deed, type State } from './model.js';
import { planOf, type Known } from './perform.js';

/** What a history showed that must not be. */
export class Broken extends Error {}

interface Life {
  readonly house: House;
  readonly known: Known;
  state: State;
  readonly lapsed: Set<string>;
  acts: number;
}

/** Lives through a history and compares after each batch. @throws Broken with what is wrong, and after which act. */
export async function live(
  connections: readonly [Mongo, Mongo],
  history: readonly Batch[],
  spoils: Spoils = {},
  second: SecondProcess | null = null,
): Promise<void> {
  const house = await openHouse(connections, spoils, second);
  const known: Known = { holds: [], visits: [], payments: new Map(), blocks: [], orders: [], heard: 0, repeats: [] };
  const life: Life = { house, known, state: emptyState(BEGINS_UTC), lapsed: new Set(), acts: 0 };
  try {
    for (const batch of history) await liveBatch(life, batch);
    await comeToRest(life);
  } finally {
    await house.close();
  }
}

/** Links end, money on its way arrives, every event is heard; then what is owed must have been paid back, to the penny. */
async function comeToRest(life: Life): Promise<void> {
  const { house, known } = life;
  for (let round = 0; known.payments.size > 0 && round < 3; round += 1) {
    await liveBatch(life, { acts: [{ act: 'wait', minutes: 60 }], twice: false });
    await liveBatch(life, { acts: [{ act: 'sweep' }], twice: false });
    while (known.heard < house.stripe.eventBodies.length) {
      await liveBatch(life, { acts: [{ act: 'hear', order: round }], twice: false });
    }
  }
  const wrong = moneyWrong(life);
  if (wrong.length > 0) throw new Broken(`at the end: ${wrong.join('; ')}`);
}

async function liveBatch(life: Life, { acts, twice }: Batch): Promise<void> {
  const { house, known } = life;
  const [one, other] = house.processes;
  // Resolved before anything is done: what is done at once is about what there was before.
  const plans = acts.map((act) => planOf(act, house, known, `act-${(life.acts += 1)}`));
  const [only] = plans;
  let deeds: Deed[];
  if (twice && plans.length === 1 && only?.twice) {
    const [deed, again] = await Promise.all([only.perform(one), only.perform(other)]);
    if (JSON.stringify(deed.seen) !== JSON.stringify(again.seen)) {
      throw new Broken(`${name(deed)} done twice at once was answered differently: ${again.seen.said}`);
    }
    deeds = [deed];
  } else {
    deeds = await Promise.all(plans.map((plan, index) => plan.perform(index % 2 === 0 ? one : other)));
  }
  // Without a payment there is nothing that goes on by itself.
  if (known.payments.size > 0) await house.settle();
  const books = await readBooks(house.mongo, house.shopId);
  const all = [...deeds, ...paymentDeeds(life, books)];
  const wrong = wrongIn(books, house.clock.nowUtc());
  if (wrong.length > 0) throw new Broken(`after ${all.map(name).join(' + ')}: ${wrong.join('; ')}`);
  life.state = explain(life.state, all, books);
  learn(life, all);
}

/** What payments came to in this batch: nobody asked for it in so many words. */
function paymentDeeds({ state, known, lapsed }: Life, { payments }: Books): Deed[] {
  const deeds: Deed[] = [];
  for (const { _id, holdId, decision, isLapsed } of payments) {
    const ref = known.payments.get(_id)?.ref;
    if (!ref) continue;
    const isNew = (state.payments.get(_id)?.end ?? null) === null;
    if (decision?.kind === 'booked' && isNew) {
      const visit = decision.bookingId!;
      deeds.push({ act: 'paidBooked', payment: _id, ref, visit, seen: { said: `booked ${visit}` } });
    }
    if (decision?.kind === 'giveBack' && isNew)
      deeds.push({ act: 'paidBack', payment: _id, ref, seen: { said: 'refunded' } });
    if (isLapsed && !lapsed.has(_id)) {
      lapsed.add(_id);
      deeds.push({ act: 'release', hold: holdId, seen: { said: 'released' } });
    }
  }
  return deeds;
}

/** Some order, one after the other, in which everything said and everything written is right. */
function explain(before: State, deeds: readonly Deed[], books: Books): State {
  let closest: readonly string[] = ['no order of these acts gives these answers'];
  let depth = -1;
  function search(state: State, left: readonly Deed[]): State | null {
    if (left.length === 0) {
      const wrong = differences(state, books);
      if (wrong.length === 0) return state;
      if (depth < deeds.length) [closest, depth] = [wrong, deeds.length];
      return null;
    }
    for (const deed of left) {
      const next = structuredClone(state);
      const expected = apply(next, deed);
      if (expected !== deed.seen.said) {
        const done = deeds.length - left.length;
        if (done > depth) [closest, depth] = [[`${name(deed)}, and "${expected}" was to be expected`], done];
        continue;
      }
      const found = search(
        next,
        left.filter((one) => one !== deed),
      );
      if (found) return found;
    }
    return null;
  }
  const found = search(before, deeds);
  if (!found) throw new Broken(`after ${deeds.map(name).join(' + ')}: ${closest.join('; ')}`);
  return found;
}

/** What stands in the collections and not in the model, or the other way round. */
function differences(state: State, books: Books): string[] {
  const { nowUtc } = state;
  const line = (id: string, ...facts: readonly unknown[]): string => `${id}: ${facts.join(' ')}`;
  const claimsOn = (isMine: (resource: string) => boolean): string[] =>
    books.sheets
      .filter(({ resource }) => isMine(resource))
      .flatMap(({ resource, claims }) => claims.map((claim) => ({ ...claim, resource })))
      .filter(({ untilUtc }) => untilUtc > nowUtc)
      .map(({ id, resource, startsAtUtc, endsAtUtc, bookingId }) =>
        line(id, resource.split(':')[0], startsAtUtc, endsAtUtc, bookingId),
      );
  const live = liveClaims(state);
  const placeOf = ({ id, startUtc, endUtc, visit }: (typeof live)[number], resource: string): string =>
    line(id, resource, startUtc, endUtc, visit);
  const monthNow = new Date(nowUtc).toISOString().slice(0, 7);
  return [
    ...unlike(
      'visit',
      [...state.visits.values()].map(({ id, status, startUtc, person, claim, token, key }) =>
        line(id, status, startUtc, person, claim, token !== null, key),
      ),
      books.bookings.map(({ _id, status, startsAtUtc, person, holdId, isTokenTaken, history }) =>
        line(_id, status, startsAtUtc, person.id, holdId, isTokenTaken ?? false, history[0]?.actId),
      ),
    ),
    ...unlike(
      'claim',
      live.map((claim) => placeOf(claim, claim.person)),
      claimsOn((one) => !one.includes(':')),
    ),
    ...unlike(
      'room',
      live.filter(({ room }) => room).map((claim) => placeOf(claim, 'resource')),
      claimsOn((one) => one.startsWith('resource:')),
    ),
    ...unlike(
      'order',
      [...state.sales.values()].map(({ id, status, quantity }) => line(id, status, quantity)),
      books.orders.map(({ _id, status, lines }) => line(_id, status, lines[0]?.quantity)),
    ),
    ...unlike('shelf', [line('oil', leftOf(state))], [line('oil', books.left)]),
    ...unlike(
      'purse',
      Array.from({ length: CHATS }, (_, chat) => line(phoneOf(chat), purseOf(state, chat).left)),
      Array.from({ length: CHATS }, (_, chat) => {
        const row = books.purses.find(({ customerKey, month }) => customerKey === phoneOf(chat) && month === monthNow);
        return line(phoneOf(chat), row?.balance ?? 2);
      }),
    ),
  ];
}

function unlike(what: string, expected: readonly string[], found: readonly string[]): string[] {
  const [should, does] = [new Set(expected), new Set(found)];
  return [
    ...expected.filter((one) => !does.has(one)).map((one) => `missing ${what} ${one}`),
    ...found.filter((one) => !should.has(one)).map((one) => `unexpected ${what} ${one}`),
    ...(found.length === does.size ? [] : [`a ${what} twice`]),
  ];
}

function learn({ known, state }: Pick<Life, 'known' | 'state'>, deeds: readonly Deed[]): void {
  for (const deed of deeds) {
    if (deed.act === 'hold' && deed.seen.id !== undefined && !known.holds.some(({ id }) => id === deed.seen.id)) {
      known.holds.push({ ...deed.ref, id: deed.seen.id });
    }
    if (deed.act === 'block' && deed.seen.said === 'blocked') known.blocks.push(deed);
    if (deed.act === 'want' && deed.seen.id !== undefined) known.orders.push(deed.seen.id);
  }
  known.visits = [...state.visits.values()];
}

/** Read from the gateway's own events: every payment that was captured has one visit or one refund, of what is owed. */
function moneyWrong({ house, state, known }: Life): string[] {
  const wrong: string[] = [];
  const captured = new Map<string, number>();
  const back = new Map<string, number[]>();
  for (const body of house.stripe.eventBodies) {
    const { type, data } = JSON.parse(body) as { type: string; data: { object: Record<string, unknown> } };
    const { object } = data;
    const id = String((object['metadata'] as Record<string, string> | undefined)?.['paymentId']);
    const isPaid =
      type === 'checkout.session.async_payment_succeeded' ||
      (type === 'checkout.session.completed' && object['payment_status'] === 'paid');
    if (isPaid) captured.set(id, (captured.get(id) ?? 0) + 1);
    if (type === 'refund.created') back.set(id, [...(back.get(id) ?? []), Number(object['amount'])]);
  }
  for (const id of known.payments.keys()) {
    const visits = [...state.visits.values()].filter(({ payment }) => payment === id);
    const refunds = back.get(id) ?? [];
    const times = captured.get(id) ?? 0;
    const [visit] = visits;
    const owed =
      times === 0 ? 0 : visit ? (visit.owedPercent * SERVICES.colour.priceMinor) / 100 : SERVICES.colour.priceMinor;
    if (times > 1 || visits.length > 1) wrong.push(`payment ${id}: ${times} captured, ${visits.length} visits`);
    if (times === 0 && visits.length > 0) wrong.push(`payment ${id}: a visit without money`);
    if (visit && isStanding(visit) && refunds.length > 0) wrong.push(`payment ${id}: a standing visit and a refund`);
    const sum = refunds.reduce((total, one) => total + one, 0);
    if (sum !== owed || refunds.length > 1)
      wrong.push(`payment ${id}: ${owed} is owed, refunds ${refunds.join(' ') || 'none'}`);
  }
  return wrong;
}

function name(deed: Deed): string {
  const { act, seen, ...about } = deed;
  const what = Object.entries(about).map(([key, value]) => {
    const isRef = typeof value === 'object' && value !== null;
    return isRef ? `${value.service} of ${value.person} ${time(value.startUtc)}` : `${key} ${String(value)}`;
  });
  return `${act} (${what.join(', ')}) → ${seen.said}`;
}

function time(startUtc: number): string {
  return new Date(startUtc).toISOString().slice(5, 16);
}
