import { z } from 'zod';

/** Why a call failed, and whether it is worth trying again. */
type Failure =
  | { readonly kind: 'retry'; readonly retryAfterMs: number; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

const RETRY_MS = 2_000;

/** Slack's own words for "it is us, not you". */
const PASSING = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
  'rate_limited',
]);

const errorSchema = z.object({
  code: z.string(),
  retryAfter: z.number().optional(),
  statusCode: z.number().optional(),
  data: z.object({ error: z.string() }).optional(),
});

/** As `failureOf`; what goes wrong on the way to Slack's file server has no code, and nothing of it stands in the thread yet. */
export function fileFailureOf(error: unknown): Failure {
  if (errorSchema.safeParse(error).success) return failureOf(error);
  return { kind: 'retry', retryAfterMs: RETRY_MS, reason: 'Slack did not take the file' };
}

/** Reads an error of Slack's client by its documented codes. @throws the error itself when it is not one of Slack's. */
export function failureOf(error: unknown): Failure {
  const { data: known } = errorSchema.safeParse(error);
  switch (known?.code) {
    case 'slack_webapi_rate_limited_error':
      return {
        kind: 'retry',
        retryAfterMs: Math.max(1, known.retryAfter ?? 1) * 1_000,
        reason: 'Slack asks for a pause',
      };
    case 'slack_webapi_request_error':
      return { kind: 'retry', retryAfterMs: RETRY_MS, reason: 'Slack did not answer' };
    case 'slack_webapi_http_error':
      return { kind: 'retry', retryAfterMs: RETRY_MS, reason: `Slack answered ${known.statusCode ?? 'strangely'}` };
    case 'slack_webapi_platform_error': {
      const said = known.data?.error ?? 'unknown';
      if (PASSING.has(said)) return { kind: 'retry', retryAfterMs: RETRY_MS, reason: `Slack: ${said}` };
      return { kind: 'refused', reason: `Slack: ${said}` };
    }
    default:
      throw error;
  }
}
