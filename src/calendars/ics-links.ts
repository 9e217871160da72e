import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { createSigner } from '../platform/signer.js';
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
const SHAPE = /^([\w-]{1,64})\.([0-9a-z]{1,6})\.([\w-]{22})$/;

/** `<booking>.<last day in base 36>.<signature>`: nothing is stored for a link, so none can be lost. */
export function createIcsLinks({ secret, publicUrl, clock }: IcsLinksDeps): IcsLinks {
  const { sign, isSigned } = createSigner({ secret, purpose: 'ics', what: 'calendar links' });

  return {
    urlOf(bookingId, endsAtUtc) {
      const lastDay = (Math.floor(endsAtUtc / DAY_MS) + LIFE_DAYS).toString(36);
      return `${publicUrl}/ics/${bookingId}.${lastDay}.${sign(bookingId, lastDay)}`;
    },
    open(token) {
      const [, bookingId, lastDay, signature] = SHAPE.exec(token) ?? [];
      if (bookingId === undefined || lastDay === undefined || signature === undefined) return { kind: 'unknown' };
      if (!isSigned(signature, bookingId, lastDay)) return { kind: 'unknown' };
      const isOver = clock.nowUtc() >= (Number.parseInt(lastDay, 36) + 1) * DAY_MS;
      return isOver ? { kind: 'ended' } : { kind: 'good', bookingId };
    },
  };
}
