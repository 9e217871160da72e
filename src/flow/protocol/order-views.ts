/** What somebody means to buy, worded for them; nothing of it is kept until they check out. */
export interface CartView {
  /** "2 x Shampoo, 1 x Brush" */
  readonly items: string;
  /** Lines "2 x Shampoo, £18", one below the other. */
  readonly lines: string;
  readonly totalText: string;
  /** How many things in all. */
  readonly count: number;
  /** Something in it is sent or collected, and not only downloaded. */
  readonly isPhysical: boolean;
}

/** `tooLate`: the last moment to drop it has passed; `made`: it stands ready already; `alreadyOver`: it has ended. */
export type OrderRefusal = 'tooLate' | 'made' | 'alreadyOver';

/** An order of products, worded for its customer. */
export interface OrderView {
  readonly id: string;
  /** OR-######## */
  readonly number: string;
  readonly items: string;
  readonly totalText: string;
  readonly status:
    'checkout' | 'lapsed' | 'placed' | 'accepted' | 'ready' | 'collected' | 'delivered' | 'cancelled' | 'refunded';
  /** "waiting for Fern Pets", "ready". */
  readonly statusText: string;
  readonly paidText: string | null;
  /** Where it is sent; null when it is collected. */
  readonly deliverTo: string | null;
  /** Where it is collected. */
  readonly place: string;
  /** "Tue 24 Nov": when it is to be ready. */
  readonly dueText: string | null;
  /** "Mon 23 Nov 14:00": until when it can be dropped, while that is still to come. */
  readonly freeUntil: string | null;
  readonly canCancel: boolean;
  /** What the shop said of a delay. */
  readonly note: string | null;
  /** Where what was bought is fetched, one below the other. */
  readonly links: string | null;
  /** The address of the order's own page, where the reader may be given it. */
  readonly trackUrl?: string | null;
}
