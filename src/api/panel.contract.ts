import { z } from 'zod';

/** What the panel and its routes say to each other about keys and proofs. Browser-safe: types and schemas only. */
export const KEY_SCOPES = ['read', 'write', 'staff'] as const;

export const newKeySchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  scope: z.enum(KEY_SCOPES),
});

/** A key as people see it: never its secret. */
export interface PanelKey {
  readonly id: string;
  readonly name: string;
  readonly scope: (typeof KEY_SCOPES)[number];
  /** How its text begins. */
  readonly prefix: string;
  readonly createdAtUtc: number;
  /** To a few minutes; null when no program has used it yet. */
  readonly lastUsedAtUtc: number | null;
  /** A text that was replaced is good until then. */
  readonly oldUntilUtc: number | null;
}

/** The only time its text is there. */
export interface ShownKey {
  readonly key: PanelKey;
  readonly text: string;
}

export interface PanelProof {
  readonly id: string;
  readonly kind: 'crowd' | 'audit';
  readonly state: 'running' | 'good' | 'bad' | 'nothingFree' | 'failed';
  readonly startedAtUtc: number;
  readonly people: number | null;
  readonly times: number | null;
  readonly booked: number | null;
  /** Of those who came too late, how many were offered other times. */
  readonly offeredOthers: number | null;
  readonly errors: number;
  readonly overlaps: number;
  readonly ms: number | null;
}
