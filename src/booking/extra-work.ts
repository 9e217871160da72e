import { serviceOf, type Catalogue } from '../catalogue/index.js';
import type { Clock } from '../platform/clock.js';
import { BookingError, type Booking, type ExtraWork } from './booking.model.js';
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

/** `noRate`: the shop has no price for an hour. */
export type LongerOutcome =
  | { readonly kind: 'noted'; readonly booking: Booking; readonly extra: Pick<ExtraWork, 'words' | 'amountMinor'> }
  | { readonly kind: 'refused'; readonly reason: 'noRate' | 'notUnderWay' };

export type ExtraAnswer = { readonly kind: 'noted'; readonly booking: Booking } | { readonly kind: 'gone' };

/** More work than was agreed (BK-04): written down with its price, asked by an operator's press, answered once. */
export interface ExtraWorks {
  /** Writes it down; nobody is asked yet. Null where a visit is not under way in a workshop. Throws `booking.unknown`. */
  noteExtra(input: NoteExtraInput): Promise<Booking | null>;
  /** Minutes over the agreed length at the hourly rate, as extra work (PR-04). Throws `booking.unknown`. */
  noteLonger(
    input: Omit<NoteExtraInput, 'words' | 'amountMinor'> & { readonly minutes: number },
  ): Promise<LongerOutcome>;
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
  async function noteLonger({ minutes, ...input }: Parameters<ExtraWorks['noteLonger']>[0]): Promise<LongerOutcome> {
    const booking = await writer.find(input.bookingId);
    if (!booking) throw new BookingError('booking.unknown', `no booking ${input.bookingId} here`);
    const snapshot = await catalogue.current(booking.shopId);
    const { pricing } = snapshot.shop;
    const hourlyMinor = serviceOf(snapshot, booking.service.id)?.hourlyMinor ?? pricing.hourlyMinor;
    const amountMinor = Math.round((minutes * hourlyMinor) / 60);
    if (amountMinor === 0) return { kind: 'refused', reason: 'noRate' };
    const extra = { words: `${minutes} min longer`, amountMinor };
    const noted = await noteExtra({ ...input, ...extra });
    return noted ? { kind: 'noted', booking: noted, extra } : { kind: 'refused', reason: 'notUnderWay' };
  }

  const noteExtra: ExtraWorks['noteExtra'] = async ({ bookingId, key, words, amountMinor, operator }) => {
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
  };

  return {
    noteExtra,
    noteLonger,
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
