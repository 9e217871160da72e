import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { BookingDesk } from '../booking/index.js';
import type { Shop } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import { isOrderOver, orderNumberIn, type Orders } from '../orders/index.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { DAY_MS } from '../platform/time-units.js';
import type { GuestLinks } from './guest-links.js';
import { guestMail } from './guest.text.js';

export interface GuestLookupDeps {
  readonly desk: Pick<BookingDesk, 'findByAnyReference'>;
  readonly orders: Pick<Orders, 'findByAnyNumber'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly links: Pick<GuestLinks, 'make'>;
  readonly findShop: (shopId: string) => Promise<Shop>;
  /** Null where no mail is sent: then nothing comes, and the page says the same. */
  readonly mail: ((to: string, subject: string, text: string, messageId: string) => Promise<string>) | null;
  /** Counts one more unless the hour is full; the same key is counted once. */
  readonly mayStill: (id: string, key: string, nowUtc: number, most: number) => Promise<boolean>;
}

/** A visit or an order, as much of it as says whose it is. */
interface Found {
  readonly id: string;
  readonly kind: 'visit' | 'order';
  readonly reference: string;
  readonly shopId: string;
  readonly conversationId: string;
  readonly language: string;
  readonly email: string | null;
  /** When it was over; null while it is not. */
  readonly overAtUtc: Instant | null;
}

/** As long as a page of the visit lives (GP-33). */
const LIFE_MS = 90 * DAY_MS;
const MAILS_AN_HOUR = 3;
const ASKED_AN_HOUR = 10;

export interface GuestLookup {
  /** Sends the owner of a booking or an order a link, if number and e-mail belong together. Says nothing, and at once (GU-13). */
  ask(reference: string, email: string): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/**
 * Number and e-mail of a booking or an order (ORD-08), given by somebody we do not know. Whatever they are, the answer is the same and comes
 * before anything is looked up, so neither words nor time tell who is a customer; the proof is that the mail can be read.
 */
export function createGuestLookup(deps: GuestLookupDeps): GuestLookup {
  const { desk, orders, clock, log, links, findShop, mail, mayStill } = deps;
  const active = new Set<Promise<void>>();

  async function find(reference: string): Promise<Found | null> {
    if (orderNumberIn(reference) === null) {
      const booking = await desk.findByAnyReference(reference);
      if (!booking) return null;
      const { _id: id, endsAtUtc: overAtUtc, customer, shopId, conversationId, language } = booking;
      const { reference: number } = booking;
      return { ...{ id, shopId, conversationId, language, overAtUtc }, kind: 'visit', reference: number, ...customer };
    }
    const order = await orders.findByAnyNumber(reference);
    if (!order) return null;
    const { _id: id, customer, shopId, conversationId, language, status, history, createdAtUtc, number } = order;
    const overAtUtc = isOrderOver(status) ? (history.at(-1)?.atUtc ?? createdAtUtc) : null;
    return { ...{ id, shopId, conversationId, language, overAtUtc }, kind: 'order', reference: number, ...customer };
  }

  async function send(reference: string, email: string): Promise<void> {
    const key = randomUUID();
    const nowUtc = clock.nowUtc();
    // Counted before looking, for numbers that are there and not: many places must not guess at one together.
    if (!(await mayStill(`lookup:${hashed(reference)}`, key, nowUtc, ASKED_AN_HOUR))) return;
    const found = await find(reference);
    if (!found || !isTheirs(found, email)) return;
    if (found.overAtUtc !== null && nowUtc >= found.overAtUtc + LIFE_MS) return;
    if (!(await mayStill(`lookup-mail:${hashed(email.toLowerCase())}`, key, nowUtc, MAILS_AN_HOUR))) return;
    const { shopId, conversationId, id: bookingId, language, kind } = found;
    const { url } = await links.make({ shopId, conversationId, bookingId }, key);
    const { name: shop } = await findShop(shopId);
    const { subject, text } = guestMail(kind, { shop, reference: found.reference, url }, language);
    const outcome = await mail?.(found.email ?? '', subject, text, `<lookup-${key}@parley>`);
    if (outcome !== 'sent') log.warn({ outcome: outcome ?? 'no mail server' }, 'a link to a visit did not leave');
  }

  return {
    ask(reference, email) {
      const work = send(reference, email)
        .catch((error: unknown) => log.error({ err: error }, 'a look-up of a guest failed'))
        .finally(() => active.delete(work));
      active.add(work);
    },
    async idle() {
      while (active.size > 0) await Promise.all(active);
    },
  };
}

const hashed = (text: string): string => createHash('sha256').update(text).digest('base64url');

function isTheirs(found: Found, email: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text.trim().toLowerCase()).digest();
  return found.email !== null && timingSafeEqual(digest(found.email), digest(email));
}
