/**
 * A stand-in speaks one provider's wire protocol on 127.0.0.1: the real SDK talks to it, it verifies what it is sent as the
 * provider would, and it signs the webhooks it posts to us. It knows nothing of Parley beyond addresses and secrets.
 */
export interface StandIn<DeviceEvent = unknown> {
  /** Base address to point the real SDK at, known after `start`. */
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly faults: Faults;
  /** Everything a person at this provider's device would see, as it happens. Returns the way to stop listening. */
  onEvent(listener: (event: DeviceEvent) => void): () => void;
  /** What the provider would have refused or warned of, newest last: each a sentence naming the field. Tests expect it empty. */
  readonly problems: readonly string[];
}

/** The fault switchboard every stand-in obeys. Counters go down as they are used; zero means healthy. */
export interface Faults {
  /** Every answer waits this long. */
  delayMs: number;
  /** The next N requests get 503 and have no effect. */
  failBeforeEffect: number;
  /** The next N requests have their effect, then the connection is cut. */
  cutAfterEffect: number;
  /** The next N requests get 429 with Retry-After of one second. */
  rateLimit: number;
  /** Every webhook is posted twice. */
  duplicateWebhooks: boolean;
  /** Webhooks are held back and posted in reverse order, two at a time. */
  reorderWebhooks: boolean;
  /** Delivery receipts are never posted. */
  loseReceipts: boolean;
}

export function noFaults(): Faults {
  return {
    delayMs: 0,
    failBeforeEffect: 0,
    cutAfterEffect: 0,
    rateLimit: 0,
    duplicateWebhooks: false,
    reorderWebhooks: false,
    loseReceipts: false,
  };
}
