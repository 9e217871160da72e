import type { Attachment } from '../messaging/message.js';
import type { Money } from '../messaging/format.js';
import type { BookingView, ExtraView, Notice, TokensView } from '../flow/protocol.js';
import type { DomainEvent, DomainEventType, EventHandler } from '../platform/events.js';
import type { Conversations } from './conversations.port.js';

/** A booking as its customer should hear of it; null conversation when it was not made in a chat. */
export interface BookingNews {
  readonly conversationId: string | null;
  readonly view: BookingView;
  readonly attachment: Attachment | null;
  /** What goes back to the customer because of the change. */
  readonly refunded: Money | null;
  /** It was dropped on its page: a drop in the chat has been answered there. */
  readonly droppedOnPage: boolean;
  /** It was moved on its page: a move in the chat has been answered there. */
  readonly movedOnPage: boolean;
  /** What is left in the customer's purse, when this booking took from it or gave back to it. */
  readonly tokens: TokensView | null;
  /** The work found on the way. */
  readonly extra: ExtraView | null;
  /** Who was to do it before it was given to somebody else. */
  readonly wasPerson: string | null;
  /** A later change makes this one old news: the customer hears of the later one only (BK-25). */
  readonly isOvertaken: boolean;
}

/** The changes a customer is told of because somebody else made them. Their own acts are answered in the chat itself. */
export const NOTICED_EVENTS: readonly DomainEventType[] = [
  'booking.accepted',
  'booking.rejected',
  'booking.expired',
  'booking.cancelled',
  'booking.moved',
  'booking.started',
  'booking.completed',
  'booking.noShow',
  'booking.noShowUndone',
  'booking.extraAsked',
  'booking.assigned',
];

/** Tells the customer what an operator did (BK-06, NT-02): one notice an event, however often the event is told. */
export function createCustomerNotices(deps: {
  notify: Conversations['notify'];
  findNews: (bookingId: string, version: number) => Promise<BookingNews | null>;
}): EventHandler {
  return async (event) => {
    const news = await deps.findNews(event.bookingId, event.version);
    if (!news?.conversationId || news.isOvertaken) return;
    const notice = noticeOf(event, news);
    if (notice) await deps.notify(news.conversationId, event.id, notice);
  };
}

function noticeOf(
  event: DomainEvent,
  { view, attachment, refunded, droppedOnPage, movedOnPage, tokens, extra, wasPerson }: BookingNews,
): Notice | null {
  switch (event.type) {
    case 'booking.accepted':
      return { name: 'booking.accepted', booking: view, ...(attachment ? { attachment } : {}) };
    case 'booking.rejected':
    case 'booking.expired':
      return { name: event.type, booking: view, refunded };
    case 'booking.started':
      return { name: 'booking.started', booking: view };
    case 'booking.assigned':
      return wasPerson === null ? null : { name: 'booking.assigned', booking: view, what: wasPerson };
    case 'booking.completed':
      return { name: 'booking.done', booking: view };
    case 'booking.noShow':
      return { name: 'booking.noShow', booking: view, tokens };
    case 'booking.noShowUndone':
      return { name: 'booking.noShowUndone', booking: view, tokens };
    case 'booking.extraAsked':
      return extra && { name: 'extra.asked', booking: view, extra };
    case 'booking.cancelled':
      return droppedOnPage ? { name: 'booking.dropped', booking: view, refunded } : null;
    case 'booking.moved':
      return movedOnPage ? { name: 'booking.moved', booking: view, ...(attachment ? { attachment } : {}) } : null;
    case 'booking.created':
    case 'booking.coming':
    case 'booking.changed':
      return null;
    default:
      // What becomes of an order of products is told by its own room.
      return null;
  }
}
