import type { WrongField } from '../../../src/platform/read-given.js';

/** What the server says when it cannot do what was asked: a stable code for us, words for the person. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | null;
  /** Everything else it said. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(typeof body['title'] === 'string' ? body['title'] : 'Something went wrong on our side');
    this.status = status;
    this.code = typeof body['code'] === 'string' ? body['code'] : 'unknown';
    this.detail = typeof body['detail'] === 'string' ? body['detail'] : null;
    this.more = body;
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One request to `/api/v1`.
 * @throws ApiProblem for every answer but 2xx, also when none came (status 0).
 */
export async function call<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiProblem(0, { code: 'offline', title: 'The server cannot be reached. What you wrote is still here.' });
  }
  const said: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return said as T;
  throw new ApiProblem(response.status, isRecord(said) ? said : {});
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields that could not be kept as they were; none for any other failure. */
export function wrongFieldsIn(error: unknown): readonly WrongField[] {
  if (!(error instanceof ApiProblem) || !error.code.endsWith('.unreadable')) return [];
  // The contract of these codes.
  return (error.more['fields'] ?? []) as readonly WrongField[];
}
