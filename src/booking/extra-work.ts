import type { Catalogue } from '../catalogue/index.js';
import type { Clock } from '../platform/clock.js';
import type { Booking, ExtraWork } from './booking.model.js';
import type { BookingWriter } from './change-booking.js';
import { actOf, type CustomerActInput } from './customer-act.js';
import { nextStatus } from './status.rules.js';

export interface NoteExtraInput {
  readonly bookingId: string;
  /** The written line: the same one twice is noted once. */
  readonly key: string;
  readonly words: string;
  readonly amountMinor: number;
  readonly operator: { readonly id: string; readonly name: string };
}

export type ExtraAnswer = { readonly kind: 'noted'; readonly booking: Booking } | { readonly kind: 'gone' };

/** More work than was agreed (BK-04): written down with its price, asked by an operator's press, answered once. */
export interface ExtraWorks {
  /** Writes it down; nobody is asked yet. Null where a visit is not under way in a workshop. Throws `booking.unknown`. */
  noteExtra(input: NoteExtraInput): Promise<Booking | null>;
  /** The customer's word: the first counts. What is approved is added to the price as a line. Throws `booking.unknown`. */
  answerExtra(input: CustomerActInput & { readonly isApproved: boolean }): Promise<ExtraAnswer>;
}

export function createExtraWorks({
  clock,
  catalogue,
  writer,
}: {
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly writer: BookingWriter;
}): ExtraWorks {
  return {
    async noteExtra({ bookingId, key, words, amountMinor, operator }) {
      const nowUtc = clock.nowUtc();
      const found = await writer.find(bookingId);
      const profile = found && (await catalogue.current(found.shopId)).shop.profile;
      return writer.change<Booking | null>(
        bookingId,
        null,
        nowUtc,
        (booking) => {
          if (booking.history.some(({ actId }) => actId === key)) return { answer: booking };
          if (!profile || nextStatus(profile, booking.status, 'askExtra') === null) return { answer: null };
          return {
            change: {
              set: { extra: { words, amountMinor, state: 'draft' } },
              bumpsVersion: false,
              history: {
                actId: key,
                act: 'noteExtra',
                who: { kind: 'operator', ...operator },
                atUtc: nowUtc,
                why: words,
                wasStartsAtUtc: null,
              },
              event: null,
            },
          };
        },
        (booking) => booking,
      );
    },

    async answerExtra(input) {
      const nowUtc = clock.nowUtc();
      return writer.change<ExtraAnswer>(
        input.bookingId,
        input,
        nowUtc,
        (booking) => {
          if (booking.history.some(({ actId }) => actId === input.key)) return { answer: { kind: 'noted', booking } };
          const { extra } = booking;
          if (booking.status !== 'extra_pending' || extra?.state !== 'asked') return { answer: { kind: 'gone' } };
          return {
            change: {
              set: { status: 'in_progress', ...(input.isApproved ? added(booking, extra) : declined(extra)) },
              bumpsVersion: true,
              history: {
                ...actOf(input, 'answerExtra', booking, nowUtc),
                why: input.isApproved ? 'approved' : 'declined',
                wasStartsAtUtc: null,
              },
              event: 'booking.changed',
            },
          };
        },
        (booking) => ({ kind: 'noted', booking }),
      );
    },
  };
}

function added({ price }: Booking, extra: ExtraWork): Partial<Booking> {
  const { words: label, amountMinor } = extra;
  return {
    extra: { ...extra, state: 'approved' },
    price: {
      ...price,
      surcharges: [...price.surcharges, { label, amountMinor }],
      totalMinor: price.totalMinor + amountMinor,
    },
  };
}

function declined(extra: ExtraWork): Partial<Booking> {
  return { extra: { ...extra, state: 'declined' } };
}
