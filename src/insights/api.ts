import { z } from 'zod';

/** What the panel asks about figures, and what it is told. Browser-safe. */
export const insightFilterSchema = z.object({
  version: z.coerce.number().int().min(1).optional(),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional(),
  channel: z.enum(['sms', 'whatsapp', 'telegram', 'webchat']).optional(),
  /** UTC epoch milliseconds, included. */
  fromUtc: z.coerce.number().int().min(0).optional(),
  /** Not included. */
  toUtc: z.coerce.number().int().min(0).optional(),
});
export type InsightFilter = z.infer<typeof insightFilterSchema>;

export const unmatchedSchema = insightFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export interface FunnelStep {
  readonly block: string;
  /** Runs in which anything happened here. */
  readonly entered: number;
  readonly prompted: number;
  readonly answered: number;
  /** Entered without answering in the same run: never below zero. */
  readonly droppedOff: number;
  readonly helped: number;
  readonly unmatched: number;
  readonly timedOut: number;
  readonly interrupted: number;
  readonly handedOff: number;
  readonly left: number;
  /** Answers not understood in a run, on average. */
  readonly tries: number;
  /** Between being asked and answering, on average. */
  readonly seconds: number;
}
export interface Funnel {
  readonly script: string;
  readonly steps: readonly FunnelStep[];
}

export interface Completion {
  readonly channel: string;
  /** Runs in which a first answer was given. */
  readonly started: number;
  /** Runs in which a visit was booked. */
  readonly completed: number;
  readonly rate: number;
  /** From the first question to the confirmation; null when nothing was booked. */
  readonly averageSeconds: number | null;
}

export interface Unmatched {
  readonly block: string;
  readonly language: string;
  /** Masked: no addresses, no long numbers. */
  readonly words: string;
  readonly times: number;
  readonly chats: number;
}
