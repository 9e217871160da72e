import { GrammyError, HttpError } from 'grammy';
import type { PartFailure } from '../../src/messaging/send-parts.js';

const RETRY_AFTER_MS = 1_000;
/** Before a connection stands nothing can have been sent. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** What a failed call means. The token is part of the address of every call, so no error's own text is passed on. */
export function outcomeOf(error: unknown): PartFailure {
  if (error instanceof GrammyError) return fromAnswer(error);
  const code = error instanceof HttpError ? networkCode(error.error) : 'failure';
  if (NOT_CONNECTED.has(code))
    return { kind: 'retry', retryAfterMs: RETRY_AFTER_MS, reason: `telegram network ${code}` };
  return { kind: 'unknown', reason: `telegram network ${code}` };
}

function fromAnswer({ error_code: code, description, parameters }: GrammyError): PartFailure {
  const reason = `telegram ${code}`;
  if (code === 429) return { kind: 'retry', retryAfterMs: (parameters.retry_after ?? 1) * 1_000, reason };
  if (code === 503) return { kind: 'retry', retryAfterMs: RETRY_AFTER_MS, reason };
  if (code >= 500) return { kind: 'unknown', reason };
  // The Bot API has one code for every kind of 400 and 403; only the description tells them apart.
  if (code === 403)
    return { kind: 'refused', reason, cause: /blocked by the user/i.test(description) ? 'optedOut' : 'unreachable' };
  if (code === 400 && /chat not found/i.test(description)) return { kind: 'refused', reason, cause: 'unreachable' };
  return { kind: 'refused', reason, cause: 'invalid' };
}

/** Edits and acknowledgements that come too late, or change nothing, are no failures: the person sees what we wanted. */
export function isHarmless(error: unknown): boolean {
  return (
    error instanceof GrammyError &&
    ((error.error_code === 400 &&
      /not modified|message to edit not found|can't be edited|query is too old|query ID is invalid/i.test(
        error.description,
      )) ||
      error.error_code === 403)
  );
}

function networkCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'failure';
}
