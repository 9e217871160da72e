import { z } from 'zod';
import type { Problem } from '../flow/script/source.js';

/** The contract between the panel and the server about scripts: what is asked and what comes back. Browser-safe. */

export const scriptIdSchema = z.string().regex(/^[a-z][A-Za-z0-9-]{0,39}$/);
/** Longer than this no script is. */
const TEXT_MAX = 64_000;
const text = z.string().max(TEXT_MAX);
const note = z.string().trim().min(1, 'Say in a few words what is new').max(500);
export const policySchema = z.enum(['finish', 'move', 'ask']);

export const acceptanceSchema = z.object({
  check: z.string().max(80),
  block: z.string().max(200).nullable(),
  reason: z.string().trim().min(1, 'Say why it is right here').max(500),
});

export const saveDraftSchema = z.object({
  text,
  /** The revision it began from; 0 when there was no draft. */
  revision: z.number().int().min(0),
  /** The text it began from: lets the server put two changes together. */
  began: text.optional(),
});

export const checkSchema = z.object({ text: text.optional(), playsChats: z.boolean().default(false) });

export const publishSchema = z.object({
  drafts: z
    .array(z.object({ scriptId: scriptIdSchema, revision: z.number().int().min(1) }))
    .min(1)
    .max(50),
  note,
  policy: policySchema.default('finish'),
  accepted: z.array(acceptanceSchema).max(200).default([]),
});

export const rollBackSchema = z.object({
  version: z.number().int().min(1),
  note,
  policy: policySchema.default('finish'),
  accepted: z.array(acceptanceSchema).max(200).default([]),
});

export const walkSchema = z.object({ text: text.optional() });
export const impactSchema = z.object({ text: text.optional(), policy: policySchema.default('finish') });
export const replaySchema = z.object({
  text: text.optional(),
  conversations: z.number().int().min(1).max(1_000).default(200),
});
export const diffSchema = z.object({
  /** A version, or the draft. */
  from: z.union([z.coerce.number().int().min(1), z.literal('draft')]),
  to: z.union([z.coerce.number().int().min(1), z.literal('draft')]),
});

export interface VersionSummary {
  readonly scriptId: string;
  readonly version: number;
  readonly isCurrent: boolean;
  readonly author: string;
  readonly note: string;
  readonly atUtc: number;
  readonly policy: z.infer<typeof policySchema>;
  /** The older version whose text this is. */
  readonly restores: number | null;
  readonly accepted: readonly z.infer<typeof acceptanceSchema>[];
  readonly coverage: { readonly chats: number; readonly blocks: number; readonly reached: number } | null;
  readonly badge: {
    readonly languages: readonly string[];
    readonly ends: readonly string[];
    readonly longestParts: number;
  } | null;
}
export interface ScriptSummary {
  readonly id: string;
  /** `phrases` are the engine's own words, `repair` what is done when a talk leaves its path. */
  readonly kind: 'script' | 'repair' | 'phrases';
  readonly languages: readonly string[];
  readonly current: VersionSummary;
  readonly draft: { readonly revision: number; readonly author: string; readonly updatedAtUtc: number } | null;
}
/** What a script's writer begins from: their draft, or what is published when there is none. */
export interface DraftAnswer {
  readonly scriptId: string;
  readonly text: string;
  /** To be named by the next save; 0 when there is no draft yet. */
  readonly revision: number;
  readonly author: string | null;
  readonly updatedAtUtc: number | null;
  /** The version it was begun from. */
  readonly baseVersion: number;
}
export interface VersionAnswer extends VersionSummary {
  readonly text: string;
}
/** What is published of one script: a draft of another runs together with it. */
export interface PublishedText {
  readonly id: string;
  readonly version: number;
  readonly text: string;
}
/** Part of the problem `scripts.stale` (409): somebody else saved first, and what was sent is kept as a copy. */
export interface StaleAnswer {
  readonly theirs: DraftAnswer;
  readonly copyId: string;
  readonly merged: string | null;
  readonly conflictsAt: readonly number[];
}
export interface PlayedChatAnswer {
  readonly file: string;
  readonly title: string;
  readonly channel: string;
  readonly result: 'passed' | 'failed' | 'partly';
  readonly at?: { readonly line: number; readonly missing: string; readonly heard: readonly string[] };
}
export interface CheckAnswer {
  readonly problems: readonly Problem[];
  readonly chats: readonly PlayedChatAnswer[];
  readonly coverage: VersionSummary['coverage'];
}
/** What going through it with digits only came to; it takes seconds. */
export interface WalkAnswer {
  readonly problems: readonly Problem[];
  /** Null where it was not walked, or did not come to every end. */
  readonly badge: VersionSummary['badge'];
  /** How many scripts were gone through: none where none needs it. */
  readonly walked: number;
}
/** Part of the problem `scripts.refused` (422): nothing was changed. */
export interface RefusedAnswer {
  readonly step: 'read' | 'check' | 'chats' | 'digits' | 'switch';
  readonly problems: readonly Problem[];
  readonly chats: readonly PlayedChatAnswer[];
}
export interface PublishedAnswer {
  readonly versions: readonly VersionSummary[];
}
/** Words in order: kept, put in, taken out. */
export interface DiffAnswer {
  readonly parts: readonly { readonly kind: 'same' | 'added' | 'removed'; readonly text: string }[];
}
export interface CopyAnswer {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  readonly atUtc: number;
  readonly basedOn: number;
}
