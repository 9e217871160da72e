import { z } from 'zod';
import type { Money } from '../messaging/format.js';
import { OPERATOR_ACTS, type JobCard } from '../messaging/operator.js';
import type { Instant } from '../messaging/message.js';

/** What the panel and the server say to each other about orders. Browser-safe. */

/** Products that were bought, and services: visits and places in a queue (ORD-02). */
export const ORDER_PARTS = ['products', 'services'] as const;
export type OrderPart = (typeof ORDER_PARTS)[number];

export const ordersQuerySchema = z.object({
  part: z.enum(ORDER_PARTS).default('products'),
  status: z.string().max(20).optional(),
  /** The beginning of a number, or of a word of a name. */
  search: z.string().max(60).optional(),
  /** Where the page before ended. */
  after: z.string().max(140).optional(),
});

const WHY_CHARS = 60;
/** `late` is said with its reason, which the customer reads. */
export const PANEL_ACTS = [...OPERATOR_ACTS, 'late'] as const;
export const pressSchema = z
  .strictObject({
    /** Names one press of a button, so that a repeat of it changes nothing. */
    actId: z.string().regex(/^[A-Za-z0-9-]{8,64}$/),
    act: z.enum(PANEL_ACTS),
    seenVersion: z.int().min(0),
    why: z.string().trim().min(1).max(WHY_CHARS).optional(),
  })
  .refine(({ act, why }) => (act === 'late') === (why !== undefined), {
    path: ['why'],
    message: 'Please say why it is late',
  });
export type Press = z.input<typeof pressSchema>;

export type Standing = JobCard['status'];

export interface OrderRow {
  readonly id: string;
  /** OR-########, BK-########; null for a place in a queue. */
  readonly number: string | null;
  /** "2 x Shampoo", or the service. */
  readonly title: string;
  readonly customerName: string;
  /** Who does it; null for products. */
  readonly personName: string | null;
  /** When it begins; null for what has no time. */
  readonly startsAtUtc: Instant | null;
  readonly status: Standing;
  /** Which of its person it is: of those in the queue now, or of the visits of today that are not over. */
  readonly place: number | null;
  readonly total: Money | null;
  readonly createdAtUtc: Instant;
}

export interface OrdersAnswer {
  /** Times are shown in it. */
  readonly zone: string;
  readonly statuses: readonly { readonly id: string; readonly label: string }[];
  /** Who has a place in a queue now; of the first page of the services. */
  readonly queue: readonly OrderRow[];
  readonly rows: readonly OrderRow[];
  /** Ask for the next page with it; null on the last one. */
  readonly next: string | null;
}

/** One order whole. */
export interface OrderSheet {
  readonly id: string;
  readonly number: string | null;
  readonly zone: string;
  /** Its card, as the sellers have it in Slack: what is known of it, and what may be done now. */
  readonly card: Omit<JobCard, 'acts'>;
  readonly acts: readonly {
    readonly act: (typeof PANEL_ACTS)[number];
    readonly label: string;
    readonly style?: 'primary' | 'danger';
  }[];
  readonly customer: { readonly name: string; readonly phone: string | null; readonly email: string | null };
  readonly lines: readonly { readonly name: string; readonly price: Money }[];
  readonly total: Money | null;
  readonly paid: { readonly amount: Money; readonly atUtc: Instant } | null;
  readonly refund: Money | null;
  readonly history: readonly {
    readonly what: string;
    readonly who: string;
    readonly why: string | null;
    readonly atUtc: Instant;
  }[];
}
