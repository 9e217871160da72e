import { noShowJobs, type Booking, type BookingDesk } from '../booking/index.js';
import type { Catalogue, Shop } from '../catalogue/index.js';
import { changeJobs, createChangeBlocks, createChanges, type ChangesDeps } from '../changes/index.js';
import type { BookingNews } from '../conversation/index.js';
import type { TokensView } from '../flow/protocol.js';
import { formatMoney } from '../messaging/format.js';
import { openVisitRemark, type CardRemark } from '../operations/index.js';
import { createTokenBlocks, presentTokens, tokenJobs, type Tokens } from '../tokens/index.js';

/** Changes past the deadline and tokens, joined with the bookings they are about. */
export function createPolicyRooms(
  deps: Omit<ChangesDeps, 'desk'> & {
    readonly desk: BookingDesk;
    readonly catalogue: Catalogue;
    readonly tokens: Tokens;
  },
) {
  const { desk, catalogue, clock, tokens } = deps;
  const changes = createChanges(deps);

  return {
    changes,
    blocks: { ...createChangeBlocks({ changes, catalogue, clock }), ...createTokenBlocks({ tokens, catalogue }) },
    jobs: [...changeJobs({ changes }), ...tokenJobs({ tokens }), ...noShowJobs(desk)],

    /** What the customer of a booking hears of its tokens and its extra work, as far as there is anything. */
    async newsOf(booking: Booking, shop: Shop): Promise<Pick<BookingNews, 'tokens' | 'extra'>> {
      const { extra, price, language } = booking;
      const priceText = extra && formatMoney({ amountMinor: extra.amountMinor, currency: price.currency }, language);
      return {
        tokens: await purseOf(booking, shop),
        extra: extra && priceText !== undefined ? { words: extra.words, priceText } : null,
      };
    },
  };

  /** Null where this booking's tokens were never touched: then there is nothing to say of them. */
  async function purseOf(booking: Booking, shop: Shop): Promise<TokensView | null> {
    if (booking.isTokenTaken === undefined) return null;
    const { customer, channel, address, language } = booking;
    const balance = await tokens.balanceOf({ shop, customer: { phone: customer.phone, channel, address } });
    // A miss that found an empty purse took nothing.
    if (booking.status === 'no_show' && !booking.isTokenTaken) return null;
    return presentTokens(balance, shop, language);
  }
}

/** A later change by the shop that its customer hears of as well: this news would only be yesterday's (BK-25). */
export function isOvertaken({ history }: Booking, version: number): boolean {
  return history.some((row) => row.version > version && row.from !== row.to && TOLD.has(row.act));
}

const TOLD: ReadonlySet<Booking['history'][number]['act']> = new Set([
  'accept',
  'reject',
  'expire',
  'start',
  'askExtra',
  'noShow',
  'undoNoShow',
]);

/** What the operators are shown of a visit that was neither begun nor missed. */
export function leftOpenRemark({ _id: bookingId, timeVersion, startsAtUtc, zone, language }: Booking): CardRemark {
  return openVisitRemark({ bookingId, timeVersion, startsAtUtc, zone, language });
}
