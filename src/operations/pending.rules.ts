import { formatWhen } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';

/** What the house does about a request nobody answers, in this order (GP-18). */
export type PendingStep = 'nudge' | 'escalate' | 'expire';

export const NUDGE_AFTER_MS = 15 * 60_000;
export const ESCALATE_AFTER_MS = 30 * 60_000;
export const EXPIRE_AFTER_MS = 24 * 3_600_000;

/** A booking as far as it waits for the shop's answer. */
export interface PendingFacts {
  readonly bookingId: string;
  readonly shopId: string;
  readonly status: string;
  /** The version at which the present time was asked for: a moved request waits anew. */
  readonly timeVersion: number;
  readonly askedAtUtc: Instant;
  readonly startsAtUtc: Instant;
  readonly zone: string;
  readonly language: string;
}

export interface PlannedStep {
  readonly step: PendingStep;
  readonly dueAtUtc: Instant;
}

/** A day is the most anybody should wait, and after its start a visit cannot be accepted any more. */
export function expiresAtUtc({ askedAtUtc, startsAtUtc }: Pick<PendingFacts, 'askedAtUtc' | 'startsAtUtc'>): Instant {
  return Math.min(askedAtUtc + EXPIRE_AFTER_MS, startsAtUtc);
}

/** The steps of one request. Reminding people of what ends before that is left out. */
export function planPending(facts: Pick<PendingFacts, 'askedAtUtc' | 'startsAtUtc'>): PlannedStep[] {
  const endUtc = expiresAtUtc(facts);
  const steps: PlannedStep[] = [
    { step: 'nudge', dueAtUtc: facts.askedAtUtc + NUDGE_AFTER_MS },
    { step: 'escalate', dueAtUtc: facts.askedAtUtc + ESCALATE_AFTER_MS },
  ];
  return [...steps.filter(({ dueAtUtc }) => dueAtUtc < endUtc), { step: 'expire', dueAtUtc: endUtc }];
}

/** Stable codes, shown to operators as they are. */
export type PendingReason = 'done' | 'no such booking' | 'answered' | 'moved' | 'a later step is due as well';

/** Null when the step is to be done; else why not. */
export function judgePending(
  row: { readonly timeVersion: number },
  facts: PendingFacts | null,
  hasLater: boolean,
): Exclude<PendingReason, 'done'> | null {
  if (!facts) return 'no such booking';
  if (facts.status !== 'pending') return 'answered';
  if (facts.timeVersion !== row.timeVersion) return 'moved';
  return hasLater ? 'a later step is due as well' : null;
}

/** The line in the job card: how long the customer has waited, and what happens without an answer. */
export function pendingLine(step: Exclude<PendingStep, 'expire'>, facts: PendingFacts): string {
  const since = formatWhen(facts.askedAtUtc, facts.zone, facts.language);
  if (step === 'nudge') return `Reminder: asked ${since}, nobody has answered yet. Please accept or reject.`;
  const until = formatWhen(expiresAtUtc(facts), facts.zone, facts.language);
  return `Urgent: asked ${since}, still no answer. At ${until} it ends by itself and the customer is told no.`;
}
