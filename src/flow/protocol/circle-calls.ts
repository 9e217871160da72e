import type { Instant } from '../../messaging/message.js';
import type { Empty } from './json.js';
import type { BookingView } from './booking-views.js';
import type { ThingOption } from './views.js';

/** What a script asks about a visit of which only the number is known. */
export interface VisitCalls {
  /** `other` for one that is somebody else's and for one that is not there; `order` for the number of something bought. */
  'visit.look': { input: { reference: string }; outcomes: { mine: Empty; other: Empty; order: Empty } };
  /** Keeps who this is, and joins every chat in which visits were booked with that e-mail, which was proved here by a code. */
  'person.save': { input: { email: string }; outcomes: { saved: Empty; none: Empty } };
  /** Joins the chat it was booked in with this one, where the e-mail it was booked with has been proved here by a code. */
  'visit.claim': {
    input: { reference: string; email: string };
    outcomes: { found: { booking: BookingView }; none: Empty };
  };
}

/** What a script asks about the person's own page. */
export interface PortalCalls {
  /** Makes a link that opens the person's own page once. */
  'portal.link': {
    input: Empty;
    outcomes: { made: { page: { id: string; url: string; until: string; untilUtc: Instant } } };
  };
}

/** What somebody is in a care circle: they help, or they are helped. */
export type CircleSide = 'helping' | 'helped';

/** What a script asks about others: those somebody books for, and those who help them. */
export interface CircleCalls {
  /** Makes a six-digit code: whoever sends it may act for the person of this chat. */
  'circle.offer': {
    input: Empty;
    outcomes: {
      /** `number` takes text messages; null where there is none. */
      made: { digits: string; until: string; number: string | null };
      tooMany: Empty;
    };
  };
  /** Puts somebody without a chat of their own on the list of those who are booked for here. */
  'circle.name': { input: { name: string }; outcomes: { kept: { someone: ThingOption }; full: Empty } };
  /**
   * Asks whoever has that number whether they let the person of this chat help (`helping`), or will help them (`helped`).
   * The answer is the same whether the number is known here or not.
   */
  'circle.ask': {
    input: { phone: string; name: string; what: CircleSide };
    outcomes: {
      /** `detail` is until when they can answer. */
      asked: { someone: ThingOption };
      own: Empty;
      /** It is so already. */
      already: { someone: ThingOption };
      /** They have said no not long ago. */
      declined: Empty;
      tooMany: Empty;
    };
  };
  /** The word of who was asked. `over`: it came too late, or was given before. */
  'circle.answer': {
    input: { id: string; isAgreed: boolean };
    outcomes: { begun: { someone: ThingOption }; declined: Empty; over: Empty };
  };
  /** Ends it from either side: at once, and what has ended stays ended. */
  'circle.end': { input: { id: string }; outcomes: { ended: Empty } };
}
