import type { KindSpec } from './kinds.js';

const ASKED = {
  asked: { writes: { someone: 'thing' } },
  own: {},
  already: { writes: { someone: 'thing' } },
  declined: {},
  tooMany: {},
} as const;
const ANSWERED = { begun: { writes: { someone: 'thing' } }, declined: {}, over: {} } as const;

/** What a script may do about the person themself and those they act for. */
export const CIRCLE_KINDS = {
  /** Says a code: whoever sends it may act for the person of this chat. */
  offerHelp: { exits: { made: {}, tooMany: {} } },
  /** Puts `name` on the list of those who are booked for here. */
  nameSomeone: { exits: { kept: { writes: { someone: 'thing' } }, full: {} }, needs: ['name'] },
  /** Asks whoever has the number `phone` to help this person. */
  askHelper: { exits: ASKED, needs: ['phone', 'name'] },
  /** Asks whoever has the number `phone` whether this person may help them. */
  askToHelp: { exits: ASKED, needs: ['phone', 'name'] },
  /** Yes to what `someone` has asked, or no. */
  agreeHelp: { exits: ANSWERED, needs: ['someone'] },
  declineHelp: { exits: ANSWERED, needs: ['someone'] },
  /** `someone` is not booked for any more, or does not help any more. */
  endCircle: { exits: { ended: {} }, needs: ['someone'] },
  /** Whether the visit of that number is this person's. */
  lookVisit: { exits: { mine: {}, other: {}, order: {} }, needs: ['reference'] },
  /** Shows it here from now on, where its e-mail was proved by a code. */
  claimVisit: { exits: { found: { writes: { booking: 'booking' } }, none: {} }, needs: ['reference', 'email'] },
  /** Keeps the person's details and joins what was booked with the same `email`, proved by a code. */
  saveDetails: { exits: { saved: {}, none: {} }, needs: ['email'] },
  /** Makes a link that opens the person's own page once. */
  webPage: { exits: { made: { writes: { page: 'callback' } } } },
} as const satisfies Record<string, KindSpec>;
