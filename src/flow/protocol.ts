import type { Attachment, ChannelId, Instant, OutboundMessage, SharedFile } from '../messaging/message.js';
import type { Money } from '../messaging/format.js';

/**
 * What passes between the engine and the house. The engine asks with `Call`s (data), the house answers with `Outcome`s,
 * and the rest of the world speaks in `FlowEvent`s. Nothing here does anything.
 */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/* ---------- events: what the engine is told ---------- */

export type FlowEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'choice'; readonly stepId: string; readonly choiceId: string; readonly label?: string }
  | { readonly type: 'start'; readonly payload?: string }
  | { readonly type: 'media'; readonly media: string; readonly caption?: string; readonly file?: FileRef }
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number; readonly label?: string }
  /** A timer the engine set has rung; one that was cleared or set anew meanwhile means nothing. */
  | { readonly type: 'timer'; readonly id: string }
  /** The chat was taken over by a person or given back; `by` is null when the customer did not wait any longer. Older than the epoch last seen it means nothing. */
  | { readonly type: 'owner'; readonly to: 'person' | 'script'; readonly by: string | null; readonly epoch: number }
  /** Words of the person who has the chat; said only while the chat is still theirs. */
  | {
      readonly type: 'relay';
      readonly by: string;
      readonly text: string;
      readonly file?: SharedFile;
      readonly epoch: number;
    }
  /** What the customer sent did not reach the person who has the chat. */
  | { readonly type: 'notPassed'; readonly reason: FileRefusal }
  /** A link that a script made has been called. */
  | { readonly type: 'called'; readonly id: string }
  /** The person goes on in another of their chats: everything begun here is handed over to it. */
  | { readonly type: 'leaves'; readonly joinId: string; readonly to: ChannelId }
  /** What they began in another chat goes on here; null when there was nothing that could be handed over. */
  | { readonly type: 'arrives'; readonly from: ChannelId; readonly carried: Carried | null }
  /** Another chat has proved to be the same person's. */
  | { readonly type: 'joined'; readonly with: ChannelId }
  /** The answer to the call the engine waits for. */
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  /** Something happened outside the chat that the person must hear of. */
  | { readonly type: 'notice'; readonly notice: Notice };

/** A chat under way as one engine packs it up and another unpacks it: only they know what is in it. */
export type Carried = { readonly [key: string]: Json | undefined };

export type FileRefusal = 'infected' | 'tooBig' | 'wrongKind' | 'unreadable';

/** A file as its channel names it; only the house can fetch it. */
export interface FileRef {
  /** The channel's own handle: an address, a file id. */
  readonly ref: string;
  /** MIME type as the channel says it; null when it does not. */
  readonly type: string | null;
  readonly bytes: number | null;
  readonly name: string | null;
}

/** News from the house; each is said at once, whatever question is open, and the question is then asked again. */
export type Notice =
  | {
      readonly name: 'payment.booked';
      readonly booking: BookingView;
      readonly paid: Money;
      readonly late: boolean;
      readonly attachment?: Attachment;
    }
  | {
      readonly name: 'payment.refunded';
      readonly wanted: string;
      readonly lapsedAt: string;
      readonly refunded: Money;
      readonly alternatives: readonly SlotOption[];
      readonly serviceId: string;
    }
  | { readonly name: 'payment.lapsed'; readonly wanted: string; readonly serviceId: string }
  | { readonly name: 'booking.accepted'; readonly booking: BookingView; readonly attachment?: Attachment }
  | { readonly name: 'booking.rejected'; readonly booking: BookingView; readonly refunded: Money | null }
  /** The shop never answered the request. */
  | { readonly name: 'booking.expired'; readonly booking: BookingView; readonly refunded: Money | null }
  /** The customer dropped it outside the chat, on its page. */
  | { readonly name: 'booking.dropped'; readonly booking: BookingView; readonly refunded: Money | null }
  | { readonly name: 'booking.started'; readonly booking: BookingView }
  | { readonly name: 'booking.done'; readonly booking: BookingView }
  /** `tokens`: one was taken, and this is what is left. */
  | { readonly name: 'booking.noShow'; readonly booking: BookingView; readonly tokens?: TokensView | null }
  /** It was no missed visit after all; the token is back. */
  | { readonly name: 'booking.noShowUndone'; readonly booking: BookingView; readonly tokens?: TokensView | null }
  /** The shop's answer to what a customer asked for past the deadline. */
  | {
      readonly name: 'change.approved';
      readonly booking: BookingView;
      readonly wish: ChangeWish;
      readonly refunded: Money | null;
    }
  | {
      readonly name: 'change.refused';
      readonly booking: BookingView;
      readonly wish: ChangeWish;
      /** In the shop's words. */
      readonly why: string | null;
    }
  | { readonly name: 'change.expired'; readonly booking: BookingView; readonly wish: ChangeWish }
  /** More work was found than was agreed: it waits for the customer's word. */
  | { readonly name: 'extra.asked'; readonly booking: BookingView; readonly extra: ExtraView }
  | { readonly name: 'booking.reminder'; readonly booking: BookingView; readonly kind: 'advance' | 'soon' }
  /** Nobody is before them any more. */
  | { readonly name: 'queue.next'; readonly ticket: TicketView }
  | { readonly name: 'queue.called'; readonly ticket: TicketView }
  /** They were called and did not come. */
  | { readonly name: 'queue.missed'; readonly ticket: TicketView }
  | { readonly name: 'queue.served'; readonly ticket: TicketView }
  /** Somebody on the wait-list is offered a time, kept for them meanwhile; `moving` is what would be moved to it. */
  | {
      readonly name: 'wait.offered';
      readonly wait: ThingOption;
      readonly service: ServiceOption;
      readonly held: Held;
      readonly moving: BookingView | null;
    };

/* ---------- calls: what the engine asks for ---------- */

/** Each call with its input, and for each outcome the data that comes with it. An outcome's name is the block's exit. */
export interface Calls {
  'services.list': {
    input: Record<string, never>;
    outcomes: { found: { services: readonly ServiceOption[] }; none: Empty };
  };
  /** People who do this service. */
  'people.list': {
    input: { serviceId: string };
    outcomes: { found: { people: readonly PersonOption[] }; none: Empty };
  };
  /** Free times in order. `afterUtc` pages on; `localDate` (YYYY-MM-DD, shop zone) asks for one day. */
  'slots.search': {
    input: {
      serviceId: string;
      personId: string | null;
      afterUtc: Instant | null;
      localDate: string | null;
      limit: number;
      movingBookingId: string | null;
      /** What is wished for; an ordinary visit when absent. */
      kind?: BookingType;
      /** Places wanted together; 1 when absent. */
      seats?: number;
    };
    outcomes: {
      found: { slots: readonly SlotOption[]; more: boolean };
      /** Nothing on that day; the nearest free times instead. */
      otherDay: { slots: readonly SlotOption[]; reason: DayRefusal; asked: string };
      none: Empty;
    };
  };
  /** Keeps a time. `replaces` is an earlier hold of the same chat, released in the same act. */
  'hold.place': {
    input: {
      serviceId: string;
      personId: string | null;
      startsAtUtc: Instant;
      replaces: string | null;
      movingBookingId: string | null;
      kind?: BookingType;
      seats?: number;
      /** Nobody in particular was asked for: the person named is a proposal of ours. */
      anyPerson?: true;
    };
    outcomes: {
      held: Held;
      taken: { alternatives: readonly SlotOption[]; wanted: string };
      refused: { reason: DayRefusal; alternatives: readonly SlotOption[] };
      blocked: { tokens: TokensView };
    };
  };
  'hold.release': { input: { holdId: string }; outcomes: { released: Empty } };
  'booking.create': {
    /** `quoteId`: the price that was shown; another one is never charged without a word (PR-15). */
    input: { holdId: string; contact: Contact; quoteId?: string };
    outcomes: {
      booked: { booking: BookingView; attachment?: Attachment };
      /** The hold had ended; the time was still free and was taken again, or alternatives are offered. */
      taken: { alternatives: readonly SlotOption[]; wanted: string };
      refused: { reason: string };
      /** The price had to be made anew and differs: the time is kept at the new one. */
      repriced: Held;
      blocked: { tokens: TokensView };
    };
  };
  /** For services paid before: makes the link; hold, link and promise end at the same instant. */
  'payment.request': {
    input: { holdId: string; contact: Contact; quoteId?: string };
    outcomes: {
      link: { url: string; amount: Money; until: string; untilUtc: Instant; paymentId: string };
      taken: { alternatives: readonly SlotOption[]; wanted: string };
      failed: { reason: string };
      repriced: Held;
    };
  };
  /** A code that lowers the price, typed at any time before paying (PR-07). */
  'promo.apply': {
    input: { code: string; holdId: string | null; serviceId: string | null; isPaying: boolean };
    outcomes: {
      applied: { code: string; held: Held };
      /** Nothing is held yet: it is taken into account when a time is. */
      kept: { code: string };
      refused: { code: string; reason: CodeRefusal };
    };
  };
  /** What is ahead, soonest first, or what lies behind, latest first; of one service when it is named. */
  'bookings.list': {
    input: { past?: true; serviceId?: string };
    outcomes: { found: { bookings: readonly BookingView[] }; none: Empty };
  };
  /** Moves to a held time; the old time is freed in the same act. */
  'booking.move': {
    input: { bookingId: string; holdId: string };
    outcomes: {
      moved: { booking: BookingView; was: string; attachment?: Attachment };
      taken: { alternatives: readonly SlotOption[]; wanted: string };
      refused: { booking: BookingView; reason: PolicyRefusal };
    };
  };
  /** What dropping would mean now, said before it is done. */
  'booking.weigh': {
    input: { bookingId: string };
    outcomes: {
      /** As if it had never been booked: what was paid goes back whole. */
      free: { booking: BookingView };
      /** Past the deadline: what goes back, what was paid and stays, and the token it costs. */
      late: { booking: BookingView; refund: Money | null; kept: Money | null; tokens: TokensView };
      refused: { booking: BookingView; reason: PolicyRefusal };
    };
  };
  /** `lateAgreed`: the price of a late drop was shown and agreed to; without it only a free one is done. */
  'booking.drop': {
    input: { bookingId: string; lateAgreed?: true };
    outcomes: {
      dropped: { booking: BookingView; refunded: Money | null; tokens?: TokensView | null };
      refused: { booking: BookingView; reason: PolicyRefusal };
    };
  };
  /** A reminder answered "I am coming". */
  'booking.coming': { input: { bookingId: string }; outcomes: { noted: { booking: BookingView }; gone: Empty } };
  /** Asks the shop to drop or move a booking it need not drop or move any more (CX-15). */
  'change.request': {
    input: { bookingId: string; wish: ChangeWish; startsAtUtc: Instant | null; personId: string | null };
    outcomes: {
      asked: { booking: BookingView };
      /** One is waiting for its answer already. */
      waiting: { booking: BookingView };
      gone: { booking: BookingView };
    };
  };
  /** The customer's word on more work than was agreed (BK-04). */
  'extra.answer': {
    input: { bookingId: string; isApproved: boolean };
    outcomes: { noted: { booking: BookingView }; gone: Empty };
  };
  /** What is left in the customer's purse; none where late drops cost no tokens. */
  'tokens.read': { input: Record<string, never>; outcomes: { found: { tokens: TokensView }; none: Empty } };
  /** Leaves a note for the people of the shop. */
  'person.note': { input: { note: string; about: string | null }; outcomes: { noted: { answeredBy: string } } };
  /** Gives the chat to a person. The script is silent from then on until an `owner` event gives it back. */
  'handOff.start': {
    input: { reason: string; note: string | null };
    outcomes: {
      waiting: { answeredBy: string; epoch: number };
      /** Nobody is there: who reads it and when ("9:00 on Mon 23 Nov"). The script goes on. */
      nobody: { answeredBy: string; readAt: string };
    };
  };
  /** Asks a server outside: only hosts the shop allows, within a time budget. `take` maps variables to paths in the answer. */
  'http.request': {
    input: { method: 'GET' | 'POST'; url: string; body: Json; take: { readonly [name: string]: string } };
    outcomes: { done: { status: number; values: { readonly [name: string]: Json } }; failed: { reason: string } };
  };
  /** Something happened that servers outside hear of, each once and as soon as they can be reached. */
  'event.emit': {
    input: { event: string; data: { readonly [name: string]: Json } };
    outcomes: { emitted: Empty };
  };
  /** Makes a link that may be called once with the values of `take`, each of its type. */
  'callback.make': {
    input: {
      lastsMin: number;
      take: readonly { readonly name: string; readonly path: string; readonly type: string }[];
    };
    outcomes: { made: { id: string; url: string; until: string; untilUtc: Instant } };
  };
  /** Whether that link has been called, and with what. */
  'callback.look': {
    input: { id: string };
    outcomes: { called: { values: { readonly [name: string]: Json } }; waiting: Empty };
  };
  /** Sends a six-digit code to an address, to prove that it is the person's. */
  'code.send': {
    input: { to: 'phone' | 'email'; address: string };
    outcomes: { sent: { sentTo: string; until: string }; refused: { reason: 'tooMany' | 'unreachable' } };
  };
  'code.check': {
    input: { address: string; code: string };
    outcomes: { right: Empty; wrong: { triesLeft: number }; over: Empty };
  };
  /** What the person agreed to or took back, with the words they were shown. */
  'consent.record': {
    input: { topic: string; granted: boolean; words: string };
    outcomes: { recorded: Empty };
  };
  /** Whether the shop is open now; `opens` is "Mon 23 Nov 9:00". */
  'hours.check': { input: Record<string, never>; outcomes: { open: Empty; closed: { opens: string | null } } };
  /** Fetches, scans and keeps a file the person sent. */
  'file.keep': {
    input: { file: FileRef; media: string; accept: readonly string[] };
    outcomes: {
      kept: { file: KeptFile };
      refused: { reason: FileRefusal };
    };
  };
  /** Turns a place or an address in words into one address with its postcode; `unsure` offers what it may be. */
  'place.find': {
    input: { words: string | null; latitude: number | null; longitude: number | null };
    outcomes: { found: { place: PlaceView }; unsure: { places: readonly PlaceView[] }; none: Empty };
  };
  /** Things of the shop or of the customer to choose from: where it goes, what the customer has, whose queues are open. */
  'things.list': {
    input: { of: ThingKind };
    outcomes: { found: { things: readonly ThingOption[] }; none: Empty };
  };
  /** Whether the shop comes to a postcode. */
  'area.find': {
    input: { words: string };
    outcomes: {
      covered: { area: ThingOption; postcode: string };
      outside: { postcode: string };
      /** The words hold no postcode. */
      unclear: Empty;
    };
  };
  /** Keeps something of the customer's, such as a bike, to be chosen again next time; the same words are the same thing. */
  'asset.keep': { input: { words: string }; outcomes: { kept: { asset: ThingOption } } };
  /** Joins a queue: that of one person, or the shortest. Whoever waits already keeps the place they have. */
  'queue.join': {
    input: { personId: string | null; contact: Contact };
    outcomes: { joined: { ticket: TicketView }; closed: Empty };
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
  /** Makes a six-digit code for another chat of the same person: to go on there, or to show the bookings of both in both. */
  'join.begin': {
    input: { of: 'move' | 'link' };
    outcomes: {
      /** `number` takes text messages; null where there is none. */
      made: { of: 'move' | 'link'; digits: string; until: string; number: string | null };
      tooMany: Empty;
    };
  };
  /** A code that was made in another chat. `moving`: what was begun there arrives as an event of its own. */
  'join.enter': {
    input: { code: string };
    outcomes: { moving: Empty; linked: { with: ChannelId }; own: Empty; wrong: Empty; tooMany: Empty };
  };
  /** Takes apart what was linked last, for as long as that can be undone. */
  'join.split': { input: Empty; outcomes: { split: Empty; none: Empty } };
  /** Gives what was begun here to the chat that entered the code. */
  'chat.handOver': {
    input: { joinId: string; to: ChannelId; carried: Carried | null };
    outcomes: { handed: { to: ChannelId } };
  };
}

type Empty = Record<string, never>;
export type CallName = keyof Calls;
export type CallInput<N extends CallName> = Calls[N]['input'];

/** One call as data. */
export type Call = { [N in CallName]: { readonly call: N; readonly input: CallInput<N> } }[CallName];
/** What came of a call. */
export type Outcome = { [N in CallName]: OutcomeOf<N> }[CallName];
export type OutcomeOf<N extends CallName> = {
  [K in keyof Calls[N]['outcomes']]: { readonly call: N; readonly exit: K; readonly data: Calls[N]['outcomes'][K] };
}[keyof Calls[N]['outcomes']];

/* ---------- what the engine produces ---------- */

export type Effect =
  | { readonly effect: 'say'; readonly message: OutboundMessage }
  /** The script waits until its outcome is fed back. At most one in a turn, and last. */
  | { readonly effect: 'call'; readonly call: Call }
  /** The last question no longer stands: channels that can edit a message in place mark it answered. */
  | { readonly effect: 'answered'; readonly stepId: string; readonly choiceId: string | null }
  /** Ring at that time with a `timer` event of this id; null stops it. Setting an id again replaces it. */
  | { readonly effect: 'timer'; readonly id: string; readonly atUtc: Instant | null }
  | ({ readonly effect: 'forward' } & Forwarded);

/** What the person said goes to whoever has the chat. */
export interface Forwarded {
  readonly text: string;
  readonly epoch: number;
  /** The words are those for the menu, so nobody who is still waiting for a person has to wait on. */
  readonly leaves?: true;
  /** What they sent, with `text` as its caption. */
  readonly sent?: { readonly media: string; readonly file: FileRef };
}

/** What happened at one block, for the funnel. Append-only; never read by the engine. */
export interface StepEvent {
  readonly what:
    'entered' | 'prompted' | 'answered' | 'helped' | 'unmatched' | 'timedOut' | 'interrupted' | 'handedOff' | 'left';
  readonly script: string;
  readonly version: number;
  readonly block: string;
  /** The run it belongs to: within one run nobody can answer what they did not enter. */
  readonly run: string;
  readonly language: string;
  /** The category of the answer: an option's id, an exit, never the words. */
  readonly category?: string;
  readonly tries?: number;
  /** Between being asked and this. */
  readonly seconds?: number;
  /** Only with `unmatched`: the words, with personal data masked. */
  readonly words?: string;
}

/* ---------- shared views: already worded for the person's language and the shop's zone ---------- */

/**
 * What something is called by language, kept with it so that it reads right when the language changes. Absent where it has
 * one name only.
 */
export type Names = { readonly [language: string]: string };

export interface ServiceOption {
  readonly id: string;
  readonly name: string;
  readonly names?: Names;
  readonly durationMin: number;
  readonly price: Money;
  readonly priceText: string;
  readonly pay: 'before' | 'deposit' | 'after';
  /** It can be had sooner than usual, as an emergency, at a price of its own (BK-30, PR-05). */
  readonly soon?: true;
  /** What can be added to it (CAT-08). */
  readonly addOns?: readonly AddOnOption[];
}
export interface AddOnOption {
  readonly id: string;
  readonly name: string;
  readonly names?: Names;
  readonly priceText: string;
}
export interface PersonOption {
  readonly id: string;
  readonly name: string;
}
/** When somebody on the wait-list can come: before 12:00, from then to 17:00, or later. */
export const PARTS_OF_DAY = ['any', 'morning', 'afternoon', 'evening'] as const;
export type PartOfDay = (typeof PARTS_OF_DAY)[number];
/** What may be listed by `things.list`. */
export const THING_KINDS = ['areas', 'assets', 'queues', 'waits'] as const;
export type ThingKind = (typeof THING_KINDS)[number];
export interface ThingOption {
  readonly id: string;
  readonly name: string;
  readonly names?: Names;
  /** More about it in a few words; empty when there is nothing to add. */
  readonly detail: string;
}
/** Somebody's place in a queue, worded for them. */
export interface TicketView {
  readonly id: string;
  /** The person whose queue it is. */
  readonly personName: string;
  /** "3rd"; in languages without a short ordinal the number alone. */
  readonly place: string;
  /** How many are before them. */
  readonly ahead: number;
  /** The wait, in minutes, from the shortest likely to the longest. */
  readonly fromMin: number;
  readonly toMin: number;
  /** So many minutes may be asked for once; 0 when they have been. */
  readonly laterMin: number;
  readonly state: 'waiting' | 'called' | 'serving';
}
export interface KeptFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}
export interface PlaceView {
  /** "12 Mill Lane, London N1 7AA" */
  readonly text: string;
  readonly postcode: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}
export interface SlotOption {
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  readonly personId: string;
  readonly personName: string;
  /** "Tue 24 Nov 14:00" */
  readonly when: string;
  /** "14:00" */
  readonly clock: string;
  readonly price: Money;
  readonly priceText: string;
  /** What the price is made of; absent when it is the base alone (PR-01). */
  readonly priceParts?: PriceParts;
  /** What is to be paid now and later, where that is not one sum (CF-18). */
  readonly dueText?: string;
  readonly laterText?: string;
  /** A code was given and does not count: why. */
  readonly codeRefused?: CodeRefusal;
  readonly recommended: boolean;
  /** The sort of visit it is offered or kept for; absent for an ordinary one. */
  readonly visit?: BookingType;
  /** Free places when the slot is for a group (AV-13); 1 otherwise. */
  readonly placesLeft: number;
}
export interface Contact {
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly note: string | null;
  /** What was asked and answered, readable, in the order asked (FL-02); absent when no question has a title. */
  readonly answers?: readonly AnswerPair[];
}
export interface AnswerPair {
  readonly label: string;
  readonly value: string;
}
/** Why a code does not lower the price (DF-42). */
export const CODE_REFUSALS = [
  'unknown',
  'notYet',
  'over',
  'otherService',
  'tooSmall',
  'notFirst',
  'notForYou',
  'usedUp',
  'usedByYou',
  /** What the customer has already is worth more. */
  'betterAlready',
  /** The amount stands on a payment page already. */
  'paying',
] as const;
export type CodeRefusal = (typeof CODE_REFUSALS)[number];
/** Why a price is not the base alone. */
export const PRICE_REASONS = [
  'peak',
  'weekend',
  'extraTime',
  'emergency',
  'demand',
  'quiet',
  'vip',
  'loyal',
  'firstTime',
  'promo',
] as const;
/** A price with its parts, amounts printed for the person; the phrases have the words. */
export interface PriceParts {
  readonly base: string;
  readonly lines: readonly {
    readonly reason: (typeof PRICE_REASONS)[number];
    readonly sign: '+' | '-';
    readonly amount: string;
    readonly minutes?: number;
    readonly code?: string;
  }[];
  readonly total: string;
}
/** A time that is kept, at a price that lasts as long. */
export interface Held {
  readonly holdId: string;
  readonly slot: SlotOption;
  readonly untilUtc: Instant;
  readonly until: string;
  /** Names the price (PR-15). */
  readonly quoteId?: string;
}
/** What kind of visit it is (BK-01). */
export const BOOKING_TYPES = ['standard', 'recurring', 'emergency', 'consultation'] as const;
export type BookingType = (typeof BOOKING_TYPES)[number];
export type DayRefusal = 'past' | 'tooSoon' | 'tooFar' | 'closed' | 'full';
/** `noTokens`: a late drop costs a token, and none is left. */
export type PolicyRefusal = 'pastDeadline' | 'noTokens' | 'alreadyOver' | 'gone';
export type ChangeWish = 'drop' | 'move';

/** A customer's tokens, worded for them. */
export interface TokensView {
  readonly left: number;
  /** How many are left once one more is used. */
  readonly after: number;
  /** How many a month begins with. */
  readonly grant: number;
  /** "Tue 1 Dec": when there are as many again. */
  readonly resets: string;
  /** Whom to ask for more, such as a number to call; null: a person in the chat. */
  readonly contact: string | null;
}

/** Work found on the way, with its price. */
export interface ExtraView {
  readonly words: string;
  readonly priceText: string;
}

export interface BookingView {
  readonly id: string;
  readonly version: number;
  /** BK-######## */
  readonly reference: string;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly serviceNames?: Names;
  readonly personId: string;
  readonly personName: string;
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  readonly when: string;
  /** "Tue 24 Nov 14:00-14:30": what a confirmation promises (BK-16). */
  readonly span: string;
  readonly place: string;
  readonly shopName: string;
  readonly customerName: string;
  readonly priceText: string;
  readonly paidText: string | null;
  readonly status:
    'pending' | 'accepted' | 'rejected' | 'in_progress' | 'completed' | 'cancelled' | 'no_show' | 'expired';
  /** Worded for the person: "waiting for Willow Salon", "booked", "done". */
  readonly statusText: string;
  readonly canMove: boolean;
  readonly canDrop: boolean;
  /** "Mon 23 Nov 14:00": until when it is free to move or drop, once accepted. */
  readonly freeUntil: string;
  /** Dropping is still possible and no longer free. */
  readonly lateDrop?: boolean;
  /** That moment is still to come: only then may `freeUntil` be said. */
  readonly freeAhead: boolean;
  /** How many hours before the start that moment lies: 24. */
  readonly freeHours: number;
  /** The visit's way so far and to come, without its words: scripts and pages word it. */
  readonly timeline?: readonly TimelineStep[];
  /** The address of the visit's own page; null where the house has none. */
  readonly trackUrl?: string | null;
}

/** One step of a visit's way (BK-17). `ended` is the last step of one that did not take place. */
export interface TimelineStep {
  readonly step:
    | 'received'
    | 'booked'
    | 'paid'
    | 'accepted'
    | 'moved'
    | 'arrived'
    | 'begun'
    | 'waiting'
    | 'visit'
    | 'underWay'
    | 'finished'
    | 'done'
    | 'dropped'
    | 'refused'
    | 'missed'
    | 'expired';
  readonly state: 'done' | 'now' | 'ahead' | 'ended';
  /** "Tue 24 Nov 10:03"; empty where no moment belongs to it. */
  readonly at: string;
}

/** What the executor of a call is told about the chat it works for. */
export interface CallContext {
  readonly shopId: string;
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly address: string;
  readonly language: string;
  /** Unique to this call of this turn; the same key again must have the same one effect. */
  readonly key: string;
  /** When the event that caused the call was accepted. */
  readonly nowUtc: Instant;
  /** Other chats that have proved to be the same person's: what is theirs there is theirs here. */
  readonly alsoIn?: readonly string[];
}

/** How a business module offers the calls it can perform (its `*.blocks.ts`). */
export type CallHandlers<N extends CallName> = {
  readonly [K in N]: (input: CallInput<K>, context: CallContext) => Promise<OutcomeOf<K>>;
};
