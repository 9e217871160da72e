import { createHmac, timingSafeEqual } from 'node:crypto';

export interface TrackingLinksDeps {
  /** Signs the links; whoever knows it can open every visit. */
  readonly secret: string;
  readonly publicUrl: string;
}

export interface TrackingLinks {
  /** The address of the visit's page. The same for its whole life, so a link in an old message still opens it. */
  urlOf(bookingId: string): string;
  /** Whose page it is, or null for anything we did not sign. */
  bookingOf(token: string): string | null;
}

const SHAPE = /^([\w-]{20})\.([\w-]{22})$/;

/**
 * `<booking>.<128 bits of signature>`: nothing is stored for a link and nothing about the person stands in it. It holds no
 * last day, unlike the calendar's: a visit may be moved months ahead after its link was sent, so its end is asked of the booking.
 */
export function createTrackingLinks({ secret, publicUrl }: TrackingLinksDeps): TrackingLinks {
  if (secret.length < 16) throw new Error('the secret that signs tracking links needs at least 16 characters');
  const sign = (bookingId: string): string =>
    createHmac('sha256', secret).update(`track\n${bookingId}`).digest().subarray(0, 16).toString('base64url');

  return {
    urlOf: (bookingId) => `${publicUrl}/t/${bookingId}.${sign(bookingId)}`,
    bookingOf(token) {
      const [, bookingId, signature] = SHAPE.exec(token) ?? [];
      if (bookingId === undefined || signature === undefined) return null;
      // As text, not as bytes: the last letter of base64 has spare bits, and one visit has one address.
      return timingSafeEqual(Buffer.from(signature), Buffer.from(sign(bookingId))) ? bookingId : null;
    },
  };
}
