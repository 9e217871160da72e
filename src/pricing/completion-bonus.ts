import type { Catalogue } from '../catalogue/index.js';
import type { Notice } from '../flow/protocol.js';
import { formatDay } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { DomainEvent, DomainEventType } from '../platform/events.js';
import { DAY_MS } from '../platform/time-units.js';
import type { Pricing } from './pricing.service.js';

/** What a bonus has to know of the visit it is for. */
export interface CompletedVisit {
  readonly shopId: string;
  readonly conversationId: string;
  /** BK-######## */
  readonly reference: string;
  /** By whom it was, by every name they are known by; nobody is credited without one. */
  readonly customerKeys?: readonly string[];
  readonly language: string;
}

export const COMPLETING_EVENTS: readonly DomainEventType[] = ['booking.completed'];

/**
 * Credits whoever has completed a visit with a share off the next one, where the shop gives any (GP-30): a code of their
 * own, good once, already given in their chat, where they are told of it. The code is made of the booking's number and the moment it was completed,
 * so an event that comes again credits nothing more.
 */
export function createCompletionBonus({
  catalogue,
  pricing,
  findVisit,
  notify,
}: {
  readonly catalogue: Pick<Catalogue, 'current'>;
  readonly pricing: Pick<Pricing, 'promos' | 'givenCodes'>;
  readonly findVisit: (bookingId: string) => Promise<CompletedVisit | null>;
  /** Tells the customer, once for each id. */
  readonly notify: (conversationId: string, noticeId: string, notice: Notice) => Promise<void>;
}): { readonly onBookingEvent: (event: Pick<DomainEvent, 'bookingId' | 'atUtc'>) => Promise<void> } {
  return {
    async onBookingEvent({ bookingId, atUtc }) {
      const visit = await findVisit(bookingId);
      if (!visit?.customerKeys?.length) return;
      const { shopId, conversationId, customerKeys, language } = visit;
      const { shop } = await catalogue.current(shopId);
      const { basisPoints, days } = shop.pricing.completionBonus;
      if (basisPoints === 0) return;
      const code = bonusCodeOf(visit);
      const untilUtc: Instant = atUtc + days * DAY_MS;
      const made = await pricing.promos.create(shopId, {
        code,
        name: 'Thank you for coming',
        discount: { kind: 'percent', basisPoints },
        startsAtUtc: atUtc,
        endsAtUtc: untilUtc,
        maxUses: 1,
        customerKeys: [...customerKeys],
        goal: 'fewerCancellations',
      });
      // A code that is being used, or was, must not be offered again by an event that comes twice.
      if (!made || made.used > 0) return;
      await pricing.givenCodes.remember(shopId, conversationId, code, untilUtc);
      const bonus = { id: code, name: `${basisPoints / 100}%`, detail: formatDay(untilUtc, shop.zone, language) };
      await notify(conversationId, `bonus:${code}`, { name: 'bonus.credited', bonus });
    },
  };
}

function bonusCodeOf({ reference }: CompletedVisit): string {
  return `THANKS${reference.replace(/\D/g, '')}`;
}
