import { Agent, request } from 'node:http';
import type { Faults } from './stand-in.js';

/** One webhook to post. Headers are made per attempt: providers sign again or count their retries. */
export interface Webhook {
  readonly url: string;
  /** @param attempt 0 for the first try. An array value is sent as that many headers. */
  readonly headers: (attempt: number) => Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
  /** Receipts can be lost by fault; events never are. */
  readonly kind: 'event' | 'receipt';
}

export interface WebhookPosterDeps {
  readonly faults: Faults;
  /** The waits before the second, third … try: the provider's own schedule. Empty = one try. */
  readonly retryDelaysMs: readonly number[];
  /** `null` when nobody answered. Default: everything outside 2xx is tried again. */
  readonly isRetried?: (status: number | null) => boolean;
  /** How long the provider waits for our answer. */
  readonly timeoutMs: number;
}

export interface WebhookAnswer {
  /** `null` when nobody answered in time. */
  readonly status: number | null;
  readonly contentType: string;
  readonly body: string;
  readonly attempts: number;
}

export interface WebhookPoster {
  /** Posts as the provider would and resolves with the last answer, after the last retry. */
  post(webhook: Webhook): Promise<WebhookAnswer>;
  /** Resolves when nothing is under way or held back. */
  idle(): Promise<void>;
  /** Drops what is under way and waits for nothing. */
  stop(): void;
}

/** A webhook held back for reordering goes alone when no second one comes in this time. */
const HOLD_MS = 150;
const NO_ANSWER: Omit<WebhookAnswer, 'attempts'> = { status: null, contentType: '', body: '' };

/** Posts webhooks over plain HTTP with the faults of the switchboard: doubled, reordered two at a time, receipts lost. */
export function createWebhookPoster(deps: WebhookPosterDeps): WebhookPoster {
  const { faults } = deps;
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const stopping = new AbortController();
  /** Ends each pause between two tries. Not listeners of the signal: while the house is away there are more than it likes. */
  const waiting = new Set<() => void>();
  const underWay = new Set<Promise<unknown>>();
  let held: (() => Promise<void>) | undefined;
  let holdTimer: NodeJS.Timeout | undefined;

  function post(webhook: Webhook): Promise<WebhookAnswer> {
    if (webhook.kind === 'receipt' && faults.loseReceipts) return Promise.resolve({ ...NO_ANSWER, attempts: 0 });
    const posted = faults.reorderWebhooks ? afterLater(() => withDuplicate(webhook)) : withDuplicate(webhook);
    underWay.add(posted);
    void posted.finally(() => underWay.delete(posted));
    return posted;
  }

  /** The first of two waits until the second has been answered. */
  function afterLater(go: () => Promise<WebhookAnswer>): Promise<WebhookAnswer> {
    const earlier = held;
    clearTimeout(holdTimer);
    if (earlier) {
      held = undefined;
      const posted = go();
      void posted.then(earlier, earlier);
      return posted;
    }
    return new Promise((resolve, reject) => {
      held = () => go().then(resolve, reject);
      holdTimer = setTimeout(() => {
        const alone = held;
        held = undefined;
        void alone?.();
      }, HOLD_MS);
    });
  }

  async function withDuplicate(webhook: Webhook): Promise<WebhookAnswer> {
    if (!faults.duplicateWebhooks) return withRetries(webhook);
    const [answer] = await Promise.all([withRetries(webhook), withRetries(webhook)]);
    return answer;
  }

  async function withRetries(webhook: Webhook): Promise<WebhookAnswer> {
    const isRetried = deps.isRetried ?? ((status) => status === null || status < 200 || status > 299);
    let answer = await once(webhook, 0);
    for (const [index, delayMs] of deps.retryDelaysMs.entries()) {
      if (!isRetried(answer.status) || stopping.signal.aborted) break;
      await wait(delayMs);
      if (stopping.signal.aborted) break;
      answer = await once(webhook, index + 1);
    }
    return answer;
  }

  function once(webhook: Webhook, attempt: number): Promise<WebhookAnswer> {
    const attempts = attempt + 1;
    return new Promise((resolve) => {
      const none = (): void => resolve({ ...NO_ANSWER, attempts });
      const headers: Record<string, string | string[] | number> = { 'Content-Length': Buffer.byteLength(webhook.body) };
      for (const [name, value] of Object.entries(webhook.headers(attempt)))
        headers[name] = typeof value === 'string' ? value : [...value];
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(deps.timeoutMs)]);
      const outgoing = request(webhook.url, { method: 'POST', agent, headers, signal }, (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', none);
        res.on('end', () =>
          resolve({
            status: res.statusCode ?? null,
            contentType: res.headers['content-type'] ?? '',
            body: Buffer.concat(chunks).toString('utf8'),
            attempts,
          }),
        );
      });
      outgoing.on('error', none);
      outgoing.end(webhook.body);
    });
  }

  function wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, delayMs);
      waiting.add(end);
    });
  }

  return {
    post,
    async idle() {
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
    },
    stop() {
      clearTimeout(holdTimer);
      const alone = held;
      held = undefined;
      stopping.abort();
      for (const end of waiting) end();
      void alone?.();
      agent.destroy();
    },
  };
}
