import type { SendOutcome } from '../../src/messaging/channel.js';

type Refusal = Extract<SendOutcome, { kind: 'refused' }>['cause'];

/** Twilio's error codes and what each means for us. */
const REFUSED = new Map<number, Refusal>([
  [21610, 'optedOut'],
  [63016, 'windowClosed'],
  [21211, 'unreachable'],
  [21214, 'unreachable'],
  [21408, 'unreachable'],
  [21612, 'unreachable'],
  [21614, 'unreachable'],
  [30003, 'unreachable'],
  [30004, 'unreachable'],
  [30005, 'unreachable'],
  [30006, 'unreachable'],
  [63003, 'unreachable'],
  [63024, 'unreachable'],
  [63032, 'unreachable'],
  [63049, 'unreachable'],
]);
/** What an error code of a delivery report means, or undefined when it asks for nothing special. */
export function causeOf(errorCode: string): 'optedOut' | 'windowClosed' | 'unreachable' | undefined {
  const cause = REFUSED.get(Number(errorCode));
  return cause === 'invalid' ? undefined : cause;
}

/** Queue full or too fast: later it will do. */
const RETRY = new Set([20429, 21611, 30001, 63018]);
const RETRY_AFTER_MS = 1_000;
/** Before a connection stands nothing can have been sent. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Too many requests. The SDK drops the Retry-After header, so our HTTP client throws this instead of answering. */
export class TooManyRequests extends Error {
  readonly retryAfterMs: number;
  constructor(retryAfterMs: number) {
    super('Twilio asks us to slow down');
    this.retryAfterMs = retryAfterMs;
  }
}

/** What a failed `messages.create` means. Decided by codes alone; the provider's words are never compared. */
export function outcomeOf(error: unknown): Exclude<SendOutcome, { kind: 'sent' }> {
  if (error instanceof TooManyRequests)
    return { kind: 'retry', retryAfterMs: error.retryAfterMs, reason: 'twilio 20429' };
  const answer = answerOf(error);
  if (answer) return fromAnswer(answer.status, answer.code);
  const code = networkCode(error);
  if (NOT_CONNECTED.has(code)) return { kind: 'retry', retryAfterMs: RETRY_AFTER_MS, reason: `twilio network ${code}` };
  return { kind: 'unknown', reason: `twilio network ${code}` };
}

/** The SDK throws one of two classes for an answered error and exports only one; both carry status and a numeric code. */
function answerOf(error: unknown): { status: number; code: number | undefined } | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return null; // an HTTP client's own failure
  return { status: error.status, code: typeof code === 'number' ? code : undefined };
}

function fromAnswer(status: number, code: number | undefined): Exclude<SendOutcome, { kind: 'sent' }> {
  const reason = `twilio ${code ?? `http ${status}`}`;
  if (code !== undefined && RETRY.has(code)) return { kind: 'retry', retryAfterMs: RETRY_AFTER_MS, reason };
  const cause = code === undefined ? undefined : REFUSED.get(code);
  if (cause) return { kind: 'refused', reason, cause };
  // 503 says that the request was not taken; any other 5xx may have come after the message was.
  if (status === 503) return { kind: 'retry', retryAfterMs: RETRY_AFTER_MS, reason };
  if (status >= 500) return { kind: 'unknown', reason };
  return { kind: 'refused', reason, cause: 'invalid' };
}

function networkCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'failure';
  // A connect that timed out has its own syscall; a request that timed out may have been read.
  if ('cause' in error && isConnect(error.cause)) return 'ECONNREFUSED';
  return 'code' in error && typeof error.code === 'string' ? error.code : 'failure';
}

function isConnect(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'syscall' in cause && cause.syscall === 'connect';
}
