import type { Instant } from '../../messaging/message.js';
import type { Call, Outcome, SlotOption } from '../protocol.js';
import { type SampleDays, type Taken } from './sample-days.js';
import type { createSamplePrices } from './sample-prices.js';
import type { SampleShop } from './sample-shops.js';
import { HOUR_MS } from '../../platform/time-units.js';

/** "Everybody else is booked" speaks of the next days. */
const LOOK_MS = 14 * 24 * HOUR_MS;

/** Free times as the house finds them: the next ones, those of one day, or why that day has none. */
function searchTimes(
  days: SampleDays,
  input: Extract<Call, { call: 'slots.search' }>['input'],
  taken: readonly Taken[],
  nowUtc: Instant,
): Outcome {
  const call = 'slots.search';
  const { serviceId, personId, limit, localDate, kind, seats } = input;
  const query = { serviceId, personId, nowUtc, taken, kind, seats };
  const fromUtc = Math.max((input.afterUtc ?? 0) + 1, localDate === null ? 0 : days.dayStart(localDate));
  const next: SlotOption[] = [];
  for (const one of days.free({ ...query, fromUtc })) {
    if (next.length > limit) break;
    next.push(one);
  }
  const then = localDate === null ? next : next.filter(({ startsAtUtc }) => days.dateOf(startsAtUtc) === localDate);
  if (then.length > 0) return { call, exit: 'found', data: { slots: then.slice(0, limit), more: next.length > limit } };
  const [first] = next.length > 0 ? next : days.free(query);
  if (localDate === null || !first) return { call, exit: 'none', data: {} };
  const slots = next.length > 0 ? next.slice(0, limit) : [first];
  return { call, exit: 'otherDay', data: { slots, ...days.whyNot(localDate, nowUtc) } };
}

/** The same; what is asked for sooner than usual shows its own price. */
export function searchPriced(
  days: SampleDays,
  prices: ReturnType<typeof createSamplePrices>,
  input: Extract<Call, { call: 'slots.search' }>['input'],
  taken: readonly Taken[],
  nowUtc: Instant,
): Outcome {
  const found = searchTimes(days, input, taken, nowUtc);
  if (found.call !== 'slots.search' || found.exit === 'none' || !input.kind) return found;
  const list = days.service(input.serviceId).price;
  const slots = found.data.slots.map((one) => prices.priced(one, list, input.kind));
  return found.exit === 'found'
    ? { ...found, data: { ...found.data, slots } }
    : { ...found, data: { ...found.data, slots } };
}

/** That time with everybody who could do it, taken by somebody else. */
export function takenByOthers(
  shop: SampleShop,
  days: SampleDays,
  when: string,
  taken: readonly Taken[],
  nowUtc: Instant,
): Taken[] {
  const serviceId = shop.services[0]!.id;
  return shop.people.flatMap(({ id: personId }) => {
    for (const slot of days.free({ serviceId, personId, nowUtc, taken })) {
      if (slot.when === when) return [slot];
      if (slot.startsAtUtc >= nowUtc + LOOK_MS) break;
    }
    return [];
  });
}
