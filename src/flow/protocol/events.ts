import type { Money } from '../../messaging/format.js';
import type { Attachment, ChannelId, SharedFile } from '../../messaging/message.js';
import type { CallName, Outcome } from './calls.js';
import type { CircleSide } from './circle-calls.js';
import type { Json } from './json.js';
import type { BookingView, ChangeWish, ExtraView, Held, TokensView } from './booking-views.js';
import type { OrderView } from './order-views.js';
import type { ServiceOption, SlotOption, ThingOption, TicketView } from './views.js';

/** The word for the day of a visit when its reminder goes out; `later` is neither of the two. */
export type ReminderDay = 'today' | 'tomorrow' | 'later';

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
  | { readonly type: 'outcome'; readonly outcome: Outcome; readonly key?: string }
  /** The call the engine waits for cannot be performed, however often it is tried. */
  | { readonly type: 'broken'; readonly call: CallName; readonly key: string }
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
  /** The customer moved it outside the chat, on its page. */
  | { readonly name: 'booking.moved'; readonly booking: BookingView; readonly attachment?: Attachment }
  /** Another person does it, at the same time; `what` is who cannot. */
  | { readonly name: 'booking.assigned'; readonly booking: BookingView; readonly what: string }
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
  | { readonly name: 'booking.reminder'; readonly booking: BookingView; readonly day: ReminderDay }
  /** Nobody is before them any more. */
  | { readonly name: 'queue.next'; readonly ticket: TicketView }
  | { readonly name: 'queue.called'; readonly ticket: TicketView }
  /** They were called and did not come. */
  | { readonly name: 'queue.missed'; readonly ticket: TicketView }
  | { readonly name: 'queue.served'; readonly ticket: TicketView }
  /** Somebody may act for the person of this chat from now on, by a code that was made here. */
  | { readonly name: 'circle.begun'; readonly someone: ThingOption }
  /** Somebody asks to help this person (`helping`), or to be helped by them (`helped`); `detail` is until when. */
  | {
      readonly name: 'circle.asked';
      readonly someone: ThingOption;
      readonly what: CircleSide;
      /** Of whoever asks: that of a chat in which nothing has been said yet. */
      readonly language: string;
    }
  /** What became of what this person asked: they help now; the answer was no; there was none. */
  | { readonly name: 'circle.agreed' | 'circle.declined' | 'circle.unanswered'; readonly someone: ThingOption }
  /** It has ended: this person helps somebody no more, or is helped no more. */
  | { readonly name: 'circle.ended'; readonly someone: ThingOption; readonly what: CircleSide }
  /** A person of the shop has looked at the photo of a paper. */
  | { readonly name: 'paper.approved' | 'paper.refused'; readonly paper: ThingOption }
  /** So much off the next visit, `detail` until when: it was given in this chat and counts by itself. */
  | { readonly name: 'bonus.credited'; readonly bonus: ThingOption }
  /** What another of a care circle did with a visit; `someone` is the helper who did it, absent when it was its own person. */
  | {
      readonly name: 'circle.news';
      readonly what: 'booked' | 'moved' | 'dropped' | 'off';
      readonly booking: BookingView;
      readonly someone?: ThingOption;
    }
  /** Somebody on the wait-list is offered a time, kept for them meanwhile; `moving` is what would be moved to it. */
  | {
      readonly name: 'wait.offered';
      readonly wait: ThingOption;
      readonly service: ServiceOption;
      readonly held: Held;
      readonly moving: BookingView | null;
    }
  /** Products: the payment came, or it did not and they are for sale again, or it came when they were sold. */
  | { readonly name: 'order.paid'; readonly order: OrderView; readonly paid: Money; readonly late: boolean }
  | { readonly name: 'order.lapsed'; readonly order: OrderView }
  | { readonly name: 'order.refunded'; readonly order: OrderView; readonly refunded: Money; readonly lapsedAt: string }
  | { readonly name: 'order.accepted' | 'order.ready' | 'order.done' | 'order.late'; readonly order: OrderView }
  /** The shop cannot give it; or its customer dropped it on its page. */
  | { readonly name: 'order.cancelled' | 'order.dropped'; readonly order: OrderView; readonly refunded: Money | null };
