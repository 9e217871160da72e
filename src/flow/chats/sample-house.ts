import type { Instant } from '../../messaging/message.js';
import type { BookingView, Call, FlowEvent, Notice, Outcome } from '../protocol.js';
import { createSampleAnswers } from './sample-answers.js';
import { createSampleDays } from './sample-days.js';
import { createSampleDesk } from './sample-desk.js';
import { createSampleCircle } from './sample-circle.js';
import { createSampleQueue } from './sample-queue.js';
import { SAMPLE_SALON, type SampleShop } from './sample-shops.js';
import { createSampleStore } from './sample-store.js';
import { createSampleWaits } from './sample-waits.js';
import { createSampleVisits } from './sample-visits.js';

/** A small house made of data that keeps what it agreed to: for playing chats without a database. */
export interface SampleHouse {
  /** The language everything is worded in from now on; the shop's own until then. */
  speak(language: string): void;
  /** @throws UnknownCallError for calls of rooms this house does not have. */
  perform(call: Call, nowUtc: Instant): Outcome;
  /** Takes the next such call in another way, once: "the time has just gone", "nobody is there". */
  answerNext(outcome: Outcome): void;
  /** Something happens outside the chat. Null when this house does not know how. */
  happen(what: string, nowUtc: Instant): readonly Notice[] | null;
  /** Somebody takes the chat over, writes in it, gives it back, as recorded chats say it; null when it is none of that. */
  owned(what: string): FlowEvent | null;
  /** The customer's words for whoever has the chat. @returns what they lead to, if anything. */
  told(text: string): FlowEvent | null;
  /** What has become due by now: payments that come late or not at all, reminders. */
  due(nowUtc: Instant): readonly Notice[];
  /** The visit made last, as its page shows it. */
  newest(nowUtc: Instant): BookingView | null;
  /** How many mails are on their way, and the next one read. */
  readonly mails: { count(): number; read(): boolean };
}

export function createSampleHouse(shop: SampleShop = SAMPLE_SALON): SampleHouse {
  let spoken = shop.facts.language;
  const language = (): string => spoken;
  const days = createSampleDays(shop, language);
  const visits = createSampleVisits(shop, days, language);
  const queue = createSampleQueue(shop, days, language);
  const waits = createSampleWaits(shop, days, language);
  const circle = createSampleCircle(language);
  const store = createSampleStore(shop, days, language, (nowUtc) =>
    [{}, { past: true as const }].some(
      (input) => visits.answer({ call: 'bookings.list', input }, nowUtc)?.exit === 'found',
    ),
  );
  const { answer } = createSampleAnswers(shop, days);
  const desk = createSampleDesk(shop.facts.name);
  const forced: Outcome[] = [];

  function listQueues(call: Call, nowUtc: Instant): Outcome | null {
    if (call.call !== 'things.list' || call.input.of !== 'queues') return null;
    const things = queue.list(nowUtc);
    if (things.length === 0) return { call: call.call, exit: 'none', data: {} };
    return { call: call.call, exit: 'found', data: { things } };
  }

  function offerDropped(nowUtc: Instant): readonly Notice[] {
    const freed = visits.othersDrop();
    return waits.offer((serviceId) => {
      if (!freed) return null;
      const { startsAtUtc, personId } = freed;
      const input = { serviceId, personId, startsAtUtc, replaces: null, movingBookingId: null };
      const held = visits.answer({ call: 'hold.place', input }, nowUtc);
      return held?.call === 'hold.place' && held.exit === 'held' ? held.data : null;
    });
  }

  return {
    speak: (to) => void (spoken = to),
    owned: (what) => circle.happen(what) ?? desk.happen(what),
    told: (text) => desk.told(text),
    answerNext: (outcome) => void forced.push(outcome),
    perform(call, nowUtc) {
      const place = forced.findIndex((one) => one.call === call.call);
      const [outcome] = place < 0 ? [] : forced.splice(place, 1);
      if (outcome) return outcome;
      if (call.call === 'handOff.start' && days.isOpen(nowUtc)) return desk.handOff();
      const visited = visits.answer(call, nowUtc);
      if (visited?.call === 'booking.create' && visited.exit === 'booked') waits.booked(visited.data.booking.serviceId);
      return (
        visited ??
        circle.answer(call, nowUtc) ??
        waits.answer(call, nowUtc) ??
        store.answer(call, nowUtc) ??
        queue.answer(call, nowUtc) ??
        listQueues(call, nowUtc) ??
        answer(call, nowUtc)
      );
    },
    happen(what, nowUtc) {
      if (what === 'somebody drops it') return offerDropped(nowUtc);
      const pressed = /^the operator presses (.+)$/.exec(what)?.[1];
      const sold = pressed === undefined ? store.happen(what, nowUtc) : store.press(pressed, nowUtc);
      if (sold) return sold;
      const news = pressed === undefined ? visits.happen(what, nowUtc) : visits.press(pressed, nowUtc);
      return news ?? queue.happen(what, nowUtc);
    },
    due: (nowUtc) => [...circle.due(nowUtc), ...store.due(nowUtc), ...visits.due(nowUtc)],
    newest: (nowUtc) => visits.newest(nowUtc),
    mails: { count: () => visits.mails(), read: () => visits.readMail() },
  };
}
