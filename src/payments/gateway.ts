import type { RawRequest } from '../messaging/channel.js';
import type { Money } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { PaymentEntry } from './payment.rules.js';

/**
 * The gateway port (PAY-02): everything the house knows about whoever moves the money. A gateway keeps no state of ours,
 * tries each call once, bounded by a timeout, and sends the key it is given so that a repeated call has one effect.
 */
export interface PaymentGateway {
  readonly id: GatewayId;
  readonly name: string;
  readonly methods: readonly string[];
  /** ISO 4217 codes it can charge. */
  readonly currencies: readonly string[];
  /** What a charge costs us: a share in hundredths of a percent and a fixed part in minor units. */
  readonly fee: { readonly shareBasisPoints: number; readonly fixedMinor: number };
  /** The shortest life a link may have. A hold that is paid for lives at least as long. */
  readonly minLinkLifeMs: number;
  createCheckout(order: CheckoutOrder, key: string): Promise<GatewayAnswer<Checkout>>;
  /** Closes the link: nobody can pay any more. Answers what the checkout is now, which may be `paid`. */
  expireCheckout(checkoutId: string, key: string): Promise<GatewayAnswer<CheckoutState>>;
  fetchCheckout(checkoutId: string): Promise<GatewayAnswer<CheckoutState>>;
  /** Gives back all or a part of one payment. */
  refund(order: RefundOrder, key: string): Promise<GatewayAnswer<Refund>>;
  fetchRefund(refundId: string): Promise<GatewayAnswer<Refund>>;
  /** Verifies the signature on the raw bytes, then reads. Changes nothing; never throws for bad input. */
  readEvent(request: RawRequest, nowUtc: Instant): GatewayNews;
}

export type GatewayId = 'stripe';

export interface CheckoutOrder {
  readonly paymentId: string;
  readonly holdId: string;
  readonly amount: Money;
  /** What is being paid for, as the person reads it on the gateway's page. */
  readonly description: string;
  /** Whole seconds. */
  readonly endsAtUtc: Instant;
  readonly email: string | null;
  readonly language: string;
  readonly doneUrl: string;
  readonly backUrl: string;
}

export interface Checkout {
  readonly checkoutId: string;
  readonly url: string;
}

/** What the gateway says of a checkout now, in the words of our own log. */
export type CheckoutState =
  | { readonly state: 'open' }
  | { readonly state: 'processing' }
  | { readonly state: 'expired' }
  | { readonly state: 'paid'; readonly amount: Money; readonly intentId: string; readonly paidAtUtc: Instant };

export interface RefundOrder {
  readonly paymentId: string;
  readonly intentId: string;
  readonly amount: Money;
}

export interface Refund {
  readonly refundId: string;
  readonly amountMinor: number;
  readonly state: 'pending' | 'succeeded' | 'failed';
}

export type GatewayAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** It may or may not have happened: the same call under the same key finds out. */
  | { readonly kind: 'again'; readonly reason: string }
  /** It did not happen and will not as it is. `code` is the gateway's own. */
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string };

export type GatewayNews =
  | { readonly kind: 'news'; readonly about: PaymentPointer; readonly entry: PaymentEntry }
  /** Genuine, and nothing to us. */
  | { readonly kind: 'ignored'; readonly eventId: string; readonly type: string }
  | { readonly kind: 'refused'; readonly status: 400 | 401; readonly reason: string };

/** How an event names the payment it speaks of: our id where we could put one, else the gateway's. */
export interface PaymentPointer {
  readonly paymentId: string | null;
  readonly intentId: string | null;
}
