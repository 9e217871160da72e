import type { Quote, Service } from '../catalogue/index.js';
import type { DayRefusal } from '../flow/protocol.js';
import type { Money } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { PromoRefusal } from '../pricing/index.js';
import type { FreeSlot } from '../scheduling/index.js';
import type { PricedFor } from './hold-price.js';
import type { HoldQuote } from './hold-quote.js';

export interface PlaceHoldInput extends PricedFor {
  /** Nobody in particular was asked for: `personId` is a proposal, and another may take their place. */
  readonly anyPerson?: true;
  readonly shopId: string;
  readonly serviceId: string;
  /** Null: whoever is free, the least busy first. */
  readonly personId: string | null;
  readonly startsAtUtc: Instant;
  /** An earlier hold of the same chat. It does not stand in the way and is released when the new one is held. */
  readonly replaces: string | null;
  /** The booking this hold is meant for; its own time does not stand in the way. */
  readonly movingBookingId: string | null;
  /** The same key again is the same hold. */
  readonly key: string;
}

export type HoldOutcome =
  | {
      readonly kind: 'held';
      readonly holdId: string;
      /** Its quote has an id and lasts as long as the hold (PR-15). */
      readonly slot: FreeSlot;
      readonly untilUtc: Instant;
      readonly service: Service;
      /** What has to be paid before the visit; 0 when nothing has. */
      readonly due: Money;
      /** A code was known and did not count: why (DF-42). */
      readonly codeRefused: PromoRefusal | null;
    }
  | { readonly kind: 'taken'; readonly alternatives: readonly FreeSlot[] }
  | { readonly kind: 'refused'; readonly reason: DayRefusal; readonly alternatives: readonly FreeSlot[] };

export type CodeOutcome =
  | { readonly kind: 'applied'; readonly hold: HoldQuote }
  | { readonly kind: 'refused'; readonly reason: PromoRefusal }
  /** Nothing is held any more. */
  | { readonly kind: 'gone' };

export interface Holds {
  /** Keeps a time for `shop.holdMin` minutes: one conditional update for a named person. */
  placeHold(input: PlaceHoldInput): Promise<HoldOutcome>;
  /** Gives it back. A hold that has become a booking stays one. Unknown ids do nothing. */
  releaseHold(holdId: string): Promise<void>;
  /**
   * Keeps it until `untilUtc`, taking it again if it had lapsed and is still free: at `agreed`, a price of ours that was
   * kept, or else at the price of now.
   */
  extendHold(
    holdId: string,
    untilUtc: Instant,
    who?: PricedFor & { readonly agreed?: Quote | null },
  ): Promise<'extended' | 'gone'>;
  /** What a hold costs, from the price promised when it was placed. Null for an id that is not ours. */
  holdQuote(holdId: string, who?: PricedFor): Promise<HoldQuote | null>;
  /** Lowers the price of a live hold by a code. The hold keeps its end. */
  applyCode(holdId: string, who: PricedFor & { readonly code: string }): Promise<CodeOutcome>;
}
