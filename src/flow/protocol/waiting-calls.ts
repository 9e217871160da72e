import type { Empty } from './json.js';
import type { Contact, PartOfDay, ThingOption, TicketView } from './views.js';

/** What a script asks of the queues and of the wait-list. */
export interface WaitingCalls {
  /** Joins a queue: that of one person, or the shortest. Whoever waits already keeps the place they have. */
  'queue.join': {
    input: { personId: string | null; contact: Contact };
    /** `full`: those asked for have as many as they may; `other` still has room. */
    outcomes: {
      joined: { ticket: TicketView };
      full: { full: ThingOption; other: ThingOption | null };
      closed: Empty;
    };
  };
  'queue.place': { input: Empty; outcomes: { waiting: { ticket: TicketView }; none: Empty } };
  /** Lets others go first for some minutes; refused when it was asked for before. */
  'queue.later': {
    input: Empty;
    outcomes: { granted: { ticket: TicketView }; refused: { ticket: TicketView }; none: Empty };
  };
  'queue.leave': { input: Empty; outcomes: { left: Empty; none: Empty } };
  /** A place on the wait-list: one a customer and service, for so many days from today. */
  'wait.join': {
    input: {
      serviceId: string;
      personId: string | null;
      part: PartOfDay;
      days: number;
      atNight: boolean;
      /** The booking that an earlier time is wanted for. */
      bookingId: string | null;
    };
    outcomes: { joined: { wait: ThingOption }; none: Empty };
  };
  /** No to what was offered, and stays on the list. */
  'wait.decline': { input: { waitId: string }; outcomes: { kept: { wait: ThingOption }; gone: Empty } };
  'wait.leave': { input: { waitId: string }; outcomes: { left: Empty } };
}
