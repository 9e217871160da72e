import { formatDay } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import type { Call, Held, Notice, Outcome, ThingOption } from '../protocol.js';
import { type SampleDays } from './sample-days.js';
import type { SampleShop } from './sample-shops.js';
import { HOUR_MS } from '../../platform/time-units.js';

interface Waiting {
  readonly id: string;
  readonly serviceId: string;
  readonly part: string;
  readonly untilUtc: Instant;
  readonly nr: number;
}

const PARTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: { any: 'any time', morning: 'mornings', afternoon: 'afternoons', evening: 'evenings', until: 'until' },
  es: {
    any: 'a cualquier hora',
    morning: 'por la mañana',
    afternoon: 'por la tarde',
    evening: 'desde las 17:00',
    until: 'hasta el',
  },
  ar: { any: 'أي وقت', morning: 'صباحًا', afternoon: 'بعد الظهر', evening: 'مساءً', until: 'حتى' },
};

/** The wait-list of the sample house: nobody else is on it. */
export function createSampleWaits(shop: SampleShop, days: SampleDays, language: () => string) {
  let waiting: readonly Waiting[] = [];
  let made = 0;

  function thing({ id, serviceId, part, untilUtc, nr }: Waiting): ThingOption {
    const words = PARTS[language()] ?? PARTS['en']!;
    const day = formatDay(untilUtc, shop.facts.zone, language());
    return { id: `${id}.${nr}`, name: days.service(serviceId).name, detail: `${words[part]} ${words['until']} ${day}` };
  }

  const find = (waitId: string): Waiting | undefined => waiting.find(({ id }) => waitId.startsWith(`${id}.`));

  return {
    /** Null for calls of other rooms. */
    answer(call: Call, nowUtc: Instant): Outcome | null {
      switch (call.call) {
        case 'wait.join': {
          const { serviceId, part, days: ahead } = call.input;
          const before = waiting.find((one) => one.serviceId === serviceId);
          const untilUtc = nowUtc + (ahead - 1) * 24 * HOUR_MS;
          const one = { id: before?.id ?? `w${++made}`, serviceId, part, untilUtc, nr: before?.nr ?? 0 };
          waiting = [...waiting.filter(({ id }) => id !== one.id), one];
          return { call: call.call, exit: 'joined', data: { wait: thing(one) } };
        }
        case 'wait.decline': {
          const one = find(call.input.waitId);
          if (!one) return { call: call.call, exit: 'gone', data: {} };
          return { call: call.call, exit: 'kept', data: { wait: thing(one) } };
        }
        case 'wait.leave':
          waiting = waiting.filter((one) => one !== find(call.input.waitId));
          return { call: call.call, exit: 'left', data: {} };
        case 'things.list': {
          if (call.input.of !== 'waits') return null;
          const things = waiting.map(thing);
          if (things.length === 0) return { call: call.call, exit: 'none', data: {} };
          return { call: call.call, exit: 'found', data: { things } };
        }
        default:
          return null;
      }
    },

    /** What became free is kept for whoever waits for it. */
    offer(hold: (serviceId: string) => Held | null): readonly Notice[] {
      const [first] = waiting;
      const held = first && hold(first.serviceId);
      if (!held) return [];
      const one = { ...first, nr: first.nr + 1 };
      waiting = [one, ...waiting.slice(1)];
      return [{ name: 'wait.offered', wait: thing(one), service: days.service(one.serviceId), held, moving: null }];
    },

    /** A visit was booked: nobody waits for it any more. */
    booked(serviceId: string): void {
      waiting = waiting.filter((one) => one.serviceId !== serviceId);
    },
  };
}
