import type { ClientSession } from 'mongoose';
import type { Catalogue, Shop } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvent } from '../platform/events.js';
import type { JobSpec } from '../platform/jobs.js';
import type { Mongo } from '../platform/mongo.js';
import type { TokenDesk } from '../tokens/index.js';
import { BOOKINGS, type Booking } from './booking.model.js';
import type { BookingWriter } from './change-booking.js';
import { purseOwner } from './drop-booking.js';
import { HOUSE } from './expire-booking.js';
import { nextStatus, type BookingAct } from './status.rules.js';
import { MINUTE_MS } from '../platform/time-units.js';

export const NO_SHOW_JOB = 'booking.noShow';
/** What a house that was down has not watched for so long, it does not hold against anybody. */
const WATCHED_MS = 24 * 60 * MINUTE_MS;
/** For so long before a visit, somebody must have been seen to press what begins or ends one. */
const HABIT_MS = 7 * 24 * 60 * MINUTE_MS;
const ATTENDING: readonly BookingAct[] = ['arrive', 'start', 'done'];

export interface NoShows {
  /**
   * Marks the accepted visits that nobody began within the shop's grace (GP-19): those of people of the shop who do press
   * Start. The others are left open and shown to the operators once. Resolves with how many were marked.
   */
  markMissed(): Promise<number>;
  /** Subscriber of `booking.accepted`, `booking.created` and `booking.moved`: sets the alarm for the end of the grace. */
  readonly onBookingEvent: (event: DomainEvent) => Promise<void>;
}

export interface NoShowsDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly writer: BookingWriter;
  readonly tokens?: TokenDesk | undefined;
  /** Without it the regular sweep rings, a little later. */
  readonly ringMissedAt?: ((whenUtc: Instant) => Promise<void>) | undefined;
  /** Shows the operators a visit that was neither begun nor missed. The same visit may come again after a crash. */
  readonly showLeftOpen?: ((booking: Booking) => Promise<void>) | undefined;
}

/** Looks once a minute, also for what an outage left behind. */
export function noShowJobs({ markMissed }: Pick<NoShows, 'markMissed'>): JobSpec[] {
  return [{ name: NO_SHOW_JOB, everyMs: MINUTE_MS, run: async () => void (await markMissed()) }];
}

/** Missed visits, found by the bookings themselves: an alarm that is lost or rings twice changes nothing. */
export function createNoShows(deps: NoShowsDeps): NoShows {
  const { mongo, clock, catalogue, writer, tokens } = deps;
  const bookings = mongo.connection.collection<Booking>(BOOKINGS);

  async function mark(booking: Booking, shop: Shop, nowUtc: Instant): Promise<boolean> {
    // Taken back by an operator it is not marked again: the key is the visit's, not the alarm's.
    const key = `noShow:${booking._id}:${booking.timeVersion}`;
    const graceMs = (shop.policy.noShowAfterMin ?? Infinity) * MINUTE_MS;
    return writer.change<boolean>(
      booking._id,
      null,
      nowUtc,
      (now) => {
        const status = nextStatus(shop.profile, now.status, 'noShow');
        const isKnown = now.history.some(({ actId, act }) => actId === key || act === 'undoNoShow');
        // Somebody may have moved or begun it since it was found.
        if (isKnown || now.status !== 'accepted' || !status || nowUtc < now.startsAtUtc + graceMs) {
          return { answer: false };
        }
        return {
          change: {
            set: { status },
            bumpsVersion: true,
            history: { actId: key, act: 'noShow', who: HOUSE, atUtc: nowUtc, why: 'nobody came', wasStartsAtUtc: null },
            event: 'booking.noShow',
            onSheets: async (session) => (tokens ? takeForMiss(session, tokens, now, shop, nowUtc) : {}),
          },
        };
      },
      () => true,
    );
  }

  /**
   * Whether the person of this visit began or ended another one of the last seven days by hand. Only then does silence
   * mean that nobody came. Judged as of the end of the grace: a first Start in the afternoon says nothing of the morning.
   */
  async function isHabit({ shopId, person, startsAtUtc }: Booking, graceMs: number): Promise<boolean> {
    const pressed = { act: { $in: ATTENDING }, 'who.kind': 'operator', atUtc: { $lte: startsAtUtc + graceMs } };
    const seen = await bookings.findOne(
      {
        shopId,
        startsAtUtc: { $gte: startsAtUtc - HABIT_MS, $lte: startsAtUtc },
        'person.id': person.id,
        history: { $elemMatch: pressed },
      },
      { projection: { _id: 1 } },
    );
    return seen !== null;
  }

  /** Shown before it is noted: a crash in between shows the same line again, which is one. */
  async function leaveOpen(booking: Booking): Promise<void> {
    await deps.showLeftOpen?.(booking);
    const { _id, timeVersion } = booking;
    await bookings.updateOne({ _id, timeVersion }, { $set: { leftOpenVersion: timeVersion } });
  }

  return {
    async markMissed() {
      const nowUtc = clock.nowUtc();
      let marked = 0;
      const failures: unknown[] = [];
      const begun = { $gt: nowUtc - WATCHED_MS, $lte: nowUtc };
      const found = bookings.find({ status: 'accepted', startsAtUtc: begun, 'history.act': { $ne: 'undoNoShow' } });
      for await (const booking of found) {
        const { shop } = await catalogue.current(booking.shopId);
        const { noShowAfterMin } = shop.policy;
        if (noShowAfterMin === null || nowUtc < booking.startsAtUtc + noShowAfterMin * MINUTE_MS) continue;
        if (booking.leftOpenVersion === booking.timeVersion) continue;
        if (!(await isHabit(booking, noShowAfterMin * MINUTE_MS))) {
          // A card that cannot be shown now must not keep the other visits waiting; the next minute shows it.
          await leaveOpen(booking).catch((error: unknown) => failures.push(error));
        } else if (await mark(booking, shop, nowUtc)) marked += 1;
      }
      if (failures.length > 0)
        throw new AggregateError(failures, 'visits left open could not be shown to the operators');
      return marked;
    },

    async onBookingEvent({ bookingId }) {
      const booking = await writer.find(bookingId);
      if (booking?.status !== 'accepted') return;
      const { shop } = await catalogue.current(booking.shopId);
      const { noShowAfterMin } = shop.policy;
      if (noShowAfterMin !== null) await deps.ringMissedAt?.(booking.startsAtUtc + noShowAfterMin * MINUTE_MS);
    },
  };
}

/** A missed visit costs a token where late drops do (CX-06); from an empty purse nothing is taken. */
export async function takeForMiss(
  session: ClientSession,
  tokens: TokenDesk,
  booking: Booking,
  shop: Shop,
  nowUtc: Instant,
): Promise<Partial<Booking>> {
  if (shop.policy.late !== 'token') return {};
  const purse = { shop, customer: purseOwner(booking), bookingId: booking._id, nowUtc };
  const { took } = await tokens.spend(session, { ...purse, why: 'noShow' });
  return { isTokenTaken: took === 1 };
}
