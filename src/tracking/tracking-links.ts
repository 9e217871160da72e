import { createSigner } from '../platform/signer.js';

export interface TrackingLinksDeps {
  /** Signs the links; whoever knows it can open every visit. */
  readonly secret: string;
  readonly publicUrl: string;
}

export interface TrackingLinks {
  /** The address of the page of a visit or an order. The same for its whole life, so a link in an old message still opens it. */
  urlOf(id: string): string;
  /** The visit whose page it is, or null for anything we did not sign. */
  bookingOf(token: string): string | null;
  /** The order of products whose page it is (ORD-07), or null. */
  orderOf(token: string): string | null;
}

const VISIT = /^([\w-]{20})\.([\w-]{22})$/;
const ORDER = /^(ord-[\w-]{20})\.([\w-]{22})$/;

/**
 * `<booking>.<128 bits of signature>`: nothing is stored for a link and nothing about the person stands in it. It holds no
 * last day, unlike the calendar's: a visit may be moved months ahead after its link was sent, so its end is asked of the booking.
 */
export function createTrackingLinks({ secret, publicUrl }: TrackingLinksDeps): TrackingLinks {
  const { sign, isSigned } = createSigner({ secret, purpose: 'track', what: 'tracking links' });

  function idIn(token: string, shape: RegExp): string | null {
    const [, id, signature] = shape.exec(token) ?? [];
    if (id === undefined || signature === undefined) return null;
    return isSigned(signature, id) ? id : null;
  }

  return {
    urlOf: (id) => `${publicUrl}/t/${id}.${sign(id)}`,
    bookingOf: (token) => idIn(token, VISIT),
    orderOf: (token) => idIn(token, ORDER),
  };
}
