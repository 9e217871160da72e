import { record, text } from './activities.js';

/** One conversation as this browser holds it. */
export interface Session {
  conversationId: string;
  token: string;
  readonly isResumed: boolean;
  readonly shop: { readonly name: string; readonly language: string };
}

/** The server said no; `status` 0 means nobody answered. */
export class ChatError extends Error {
  readonly status: number;
  readonly retryAfterMs: number;
  constructor(status: number, retryAfterMs = 0) {
    super(`chat request failed: ${status}`);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

const TIMEOUT_MS = 15_000;
/** Ten megabytes over a slow line. */
const UPLOAD_TIMEOUT_MS = 120_000;

/** Asks the server for JSON. @throws ChatError */
export async function request(
  url: string,
  init: { method: string; token?: string; json?: unknown; form?: FormData },
): Promise<unknown> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), init.form ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method: init.method,
      signal: abort.signal,
      cache: 'no-store',
      headers: {
        ...(init.token === undefined ? {} : { Authorization: `Bearer ${init.token}` }),
        ...(init.json === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(init.json === undefined ? {} : { body: JSON.stringify(init.json) }),
      ...(init.form ? { body: init.form } : {}),
    });
    if (!response.ok) throw new ChatError(response.status, Number(response.headers.get('Retry-After') ?? 0) * 1000);
    return await response.json();
  } catch (error) {
    if (error instanceof ChatError) throw error;
    throw new ChatError(0);
  } finally {
    clearTimeout(timer);
  }
}

/** Begins or takes up the conversation of this browser with a shop. */
export async function openSession(base: string, shop: string): Promise<Session> {
  const storageKey = `parley:${shop}`;
  const answer = record(
    await request(`${base}/chat/${encodeURIComponent(shop)}/token`, {
      method: 'POST',
      json: { resume: recall(storageKey) },
    }),
  );
  const about = record(answer['shop']);
  const conversationId = text(answer['conversationId']);
  const token = text(answer['token']);
  if (conversationId === null || token === null) throw new ChatError(502);
  remember(storageKey, text(answer['resume']));
  return {
    conversationId,
    token,
    isResumed: answer['isResumed'] === true,
    shop: { name: text(about['name']) ?? shop, language: text(about['language']) ?? 'en' },
  };
}

/** Browsers may forbid keeping things; the chat then lives as long as the page. */
function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key: string, value: string | null): void {
  try {
    if (value !== null) localStorage.setItem(key, value);
  } catch {
    // See `recall`.
  }
}
