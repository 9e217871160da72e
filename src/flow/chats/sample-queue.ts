import type { Instant } from '../../messaging/message.js';
import type { Call, Notice, Outcome, ThingOption, TicketView } from '../protocol.js';
import { type SampleDays } from './sample-days.js';
import type { SampleShop } from './sample-shops.js';
import { MINUTE_MS } from '../../platform/time-units.js';

const LATER_MIN = 10;
const MAX_JOBS = 5;
/** A visit is seldom shorter than this share of the usual one, or longer than that. */
const SHORT = 0.7;
const LONG = 1.3;

interface Ticket {
  readonly id: string;
  readonly personId: string;
  readonly isOurs: boolean;
  readonly state: TicketView['state'];
  readonly wasLater: boolean;
  readonly servedFromUtc: Instant | null;
}

const ENGLISH = { nobody: 'nobody waiting', waiting: 'waiting', minutes: 'min', full: 'full now' };
const WORDS: Readonly<Record<string, typeof ENGLISH>> = {
  es: { nobody: 'nadie espera', waiting: 'esperan', minutes: 'min', full: 'completo ahora' },
  ar: { nobody: 'لا أحد ينتظر', waiting: 'ينتظرون', minutes: 'دقيقة', full: 'مكتمل الآن' },
};

/** The queues of the sample house: one for each person at work. */
export function createSampleQueue(shop: SampleShop, days: SampleDays, language: () => string) {
  /** In the order in which they have their turn. */
  let tickets: Ticket[] = [];
  let made = 0;
  const usualMin = shop.services[0]?.durationMin ?? 30;

  const ours = (): Ticket | undefined => tickets.find(({ isOurs }) => isOurs);
  const waitingFor = (personId: string): Ticket[] =>
    tickets.filter((one) => one.personId === personId && one.state !== 'serving');
  const isFull = (personId: string): boolean => tickets.filter((one) => one.personId === personId).length >= MAX_JOBS;
  const change = (one: Ticket, how: Partial<Ticket>): void => {
    tickets = tickets.map((other) => (other.id === one.id ? { ...other, ...how } : other));
  };
  const gone = (one: Ticket): void => {
    tickets = tickets.filter(({ id }) => id !== one.id);
  };

  function waitOf(personId: string, ahead: number, nowUtc: Instant): { fromMin: number; toMin: number } {
    const serving = tickets.find((one) => one.personId === personId && one.state === 'serving');
    const passedMin = serving?.servedFromUtc == null ? 0 : (nowUtc - serving.servedFromUtc) / MINUTE_MS;
    const left = (share: number): number => (serving ? Math.max(0, usualMin * share - passedMin) : 0);
    const fromMin = 5 * Math.floor((ahead * usualMin * SHORT + left(SHORT)) / 5);
    return { fromMin, toMin: Math.max(5 * Math.ceil((ahead * usualMin * LONG + left(LONG)) / 5), fromMin + 5) };
  }

  function view(ticket: Ticket, nowUtc: Instant): TicketView {
    const { id, personId, state, wasLater } = ticket;
    const ahead = waitingFor(personId).findIndex((one) => one.id === id);
    return {
      id,
      personName: shop.people.find((one) => one.id === personId)?.name ?? personId,
      place: ordinal(ahead + 1, language()),
      ahead: Math.max(0, ahead),
      ...waitOf(personId, Math.max(0, ahead), nowUtc),
      laterMin: wasLater ? 0 : LATER_MIN,
      state,
    };
  }

  function list(nowUtc: Instant): ThingOption[] {
    if (!days.isOpen(nowUtc)) return [];
    return shop.people.map(({ id, name }) => {
      const waiting = waitingFor(id).length;
      const { fromMin, toMin } = waitOf(id, waiting, nowUtc);
      const said = WORDS[language()] ?? ENGLISH;
      const length = isFull(id) ? said.full : `${fromMin}-${toMin} ${said.minutes}`;
      return { id, name, detail: waiting === 0 ? said.nobody : `${waiting} ${said.waiting}, ${length}` };
    });
  }

  function join(personId: string | null, nowUtc: Instant): Outcome {
    const call = 'queue.join';
    const known = ours();
    if (known) return { call, exit: 'joined', data: { ticket: view(known, nowUtc) } };
    const options = [...list(nowUtc)].sort((one, other) => waitingFor(one.id).length - waitingFor(other.id).length);
    const wanted = options.find(({ id }) => id === (personId ?? id));
    if (!wanted) return { call, exit: 'closed', data: {} };
    if (!isFull(wanted.id)) return { call, exit: 'joined', data: { ticket: view(add(wanted.id, true), nowUtc) } };
    return { call, exit: 'full', data: { full: wanted, other: options.find(({ id }) => !isFull(id)) ?? null } };
  }

  function add(personId: string, isOurs: boolean): Ticket {
    const ticket: Ticket = {
      ...{ id: `q${++made}`, personId, isOurs },
      ...{ state: 'waiting', wasLater: false, servedFromUtc: null },
    };
    tickets.push(ticket);
    return ticket;
  }

  /** Behind the next one who waits, once. @returns whether anything was granted. */
  function later(ticket: Ticket): boolean {
    if (ticket.wasLater) return false;
    const behind = waitingFor(ticket.personId);
    const next = behind[behind.findIndex(({ id }) => id === ticket.id) + 1];
    gone(ticket);
    const place = next ? tickets.findIndex(({ id }) => id === next.id) + 1 : tickets.length;
    tickets.splice(place, 0, { ...ticket, wasLater: true, state: 'waiting' });
    return true;
  }

  /** What ours hears when the queue moves: that nobody is before them any more. */
  function moved(before: number | null, nowUtc: Instant): Notice[] {
    const ticket = ours();
    if (!ticket || ticket.state !== 'waiting') return [];
    const seen = view(ticket, nowUtc);
    return seen.ahead === 0 && before !== null && before > 0 ? [{ name: 'queue.next', ticket: seen }] : [];
  }

  const aheadNow = (nowUtc: Instant): number | null => {
    const ticket = ours();
    return ticket ? view(ticket, nowUtc).ahead : null;
  };

  function press(label: string, nowUtc: Instant): Notice[] | null {
    const ticket = ours();
    if (!ticket) return null;
    const told = (name: 'queue.called' | 'queue.missed' | 'queue.served'): Notice[] => [
      { name, ticket: view(ours() ?? ticket, nowUtc) },
    ];
    if (label === 'Call') {
      change(ticket, { state: 'called' });
      return told('queue.called');
    }
    if (label === 'Start') {
      change(ticket, { state: 'serving', servedFromUtc: nowUtc });
      return [];
    }
    if (label !== 'Done' && label !== 'No-show') return null;
    gone(ticket);
    return told(label === 'Done' ? 'queue.served' : 'queue.missed');
  }

  return {
    list,
    answer(call: Call, nowUtc: Instant): Outcome | null {
      const ticket = ours();
      switch (call.call) {
        case 'queue.join':
          return join(call.input.personId, nowUtc);
        case 'queue.place':
          if (!ticket) return { call: call.call, exit: 'none', data: {} };
          return { call: call.call, exit: 'waiting', data: { ticket: view(ticket, nowUtc) } };
        case 'queue.later': {
          if (!ticket) return { call: call.call, exit: 'none', data: {} };
          const exit = later(ticket) ? 'granted' : 'refused';
          return { call: call.call, exit, data: { ticket: view(ours() ?? ticket, nowUtc) } };
        }
        case 'queue.leave':
          if (ticket) gone(ticket);
          return { call: call.call, exit: ticket ? 'left' : 'none', data: {} };
        default:
          return null;
      }
    },
    /** Null when it is nothing that happens to a queue. */
    happen(what: string, nowUtc: Instant): Notice[] | null {
      const label = /^the operator presses (.+)$/.exec(what)?.[1];
      if (label !== undefined) return press(label, nowUtc);
      const [, count, name] = /^(\d+) others wait for (\w+)$/.exec(what) ?? [];
      if (count !== undefined) {
        const person = shop.people.find((one) => one.name === name);
        for (let nr = 0; person && nr < Number(count); nr++) add(person.id, false);
        return person ? [] : null;
      }
      if (what !== 'the first of the others has their turn') return null;
      const before = aheadNow(nowUtc);
      const first = tickets.find(({ isOurs }) => !isOurs);
      if (first) gone(first);
      return moved(before, nowUtc);
    },
  };
}

function ordinal(place: number, language: string): string {
  if (language !== 'en') return String(place);
  const endings: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' };
  return `${place}${endings[new Intl.PluralRules('en', { type: 'ordinal' }).select(place)] ?? 'th'}`;
}
