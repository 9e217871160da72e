import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { DAY_MS } from '../platform/time-units.js';

export interface IcsLinksDeps {
  /** Signs the links; whoever knows it can read visits. */
  readonly secret: string;
  readonly publicUrl: string;
  readonly clock: Clock;
}

export interface IcsLinks {
  /** A short address of the visit's file, good until 90 days after its end (CAL-03). */
  urlOf(bookingId: string, endsAtUtc: Instant): string;
  /** Whose file it is. `unknown` for anything we did not sign. */
  open(
    token: string,
  ): { readonly kind: 'good'; readonly bookingId: string } | { readonly kind: 'ended' } | { readonly kind: 'unknown' };
}

const LIFE_DAYS = 90;
/** 128 bits. */
const SIGNATURE_BYTES = 16;
const SHAPE = /^([\w-]{1,64})\.([0-9a-z]{1,6})\.([\w-]{22})$/;

/** `<booking>.<last day in base 36>.<signature>`: nothing is stored for a link, so none can be lost. */
export function createIcsLinks({ secret, publicUrl, clock }: IcsLinksDeps): IcsLinks {
  if (secret.length < 16) throw new Error('the secret that signs calendar links needs at least 16 characters');
  const sign = (bookingId: string, lastDay: string): Buffer =>
    createHmac('sha256', secret).update(`ics\n${bookingId}\n${lastDay}`).digest().subarray(0, SIGNATURE_BYTES);

  return {
    urlOf(bookingId, endsAtUtc) {
      const lastDay = (Math.floor(endsAtUtc / DAY_MS) + LIFE_DAYS).toString(36);
      return `${publicUrl}/ics/${bookingId}.${lastDay}.${sign(bookingId, lastDay).toString('base64url')}`;
    },
    open(token) {
      const [, bookingId, lastDay, signature] = SHAPE.exec(token) ?? [];
      if (bookingId === undefined || lastDay === undefined || signature === undefined) return { kind: 'unknown' };
      const given = Buffer.from(signature, 'base64url');
      if (given.length !== SIGNATURE_BYTES || !timingSafeEqual(given, sign(bookingId, lastDay)))
        return { kind: 'unknown' };
      const isOver = clock.nowUtc() >= (Number.parseInt(lastDay, 36) + 1) * DAY_MS;
      return isOver ? { kind: 'ended' } : { kind: 'good', bookingId };
    },
  };
}
