import { createSigner } from '../platform/signer.js';

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
  const { sign, isSigned } = createSigner({ secret, purpose: 'track', what: 'tracking links' });

  return {
    urlOf: (bookingId) => `${publicUrl}/t/${bookingId}.${sign(bookingId)}`,
    bookingOf(token) {
      const [, bookingId, signature] = SHAPE.exec(token) ?? [];
      if (bookingId === undefined || signature === undefined) return null;
      return isSigned(signature, bookingId) ? bookingId : null;
    },
  };
}
