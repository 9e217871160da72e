import type { WebSocket } from 'ws';
import type { Log } from '../../src/platform/log.js';
import type { Mongo } from '../../src/platform/mongo.js';
import { presentActivity, WEBCHAT_ACTIVITIES, type ActivityRow, type ActivityStore } from './webchat.model.js';

/** Close code for a socket whose conversation was opened elsewhere: that client polls instead of fighting over it. */
export const CLOSE_REPLACED = 4001;
const CLOSE_TOO_SLOW = 4002;
const CLOSE_GOING_AWAY = 1001;

/** While the change stream is down every open conversation is looked at this often. */
const FALLBACK_POLL_MS = 1_000;
/** With the change stream up, a look once in so many polls guards against a lost wake-up. */
const POLLS_PER_SAFETY_LOOK = 15;
const KEEP_ALIVE_MS = 20_000;
const PAGE = 100;
/** A client that reads slower than this many unsent bytes is cut off; it comes back with its watermark. */
const UNSENT_LIMIT_BYTES = 1024 * 1024;
const CONVERSATIONS_PER_LOOK = 500;

export interface Streams {
  /** Serves one socket: everything after `afterSeq`, then what comes. A second socket of a conversation replaces the first. */
  open(socket: WebSocket, conversationId: string, afterSeq: number): void;
  /** There is something new in this conversation. */
  wake(conversationId: string): void;
  /** Shows the person that an answer is being made. Only over a socket of this process, never stored: it is worth nothing late. */
  showTyping(conversationId: string): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Reader {
  readonly socket: WebSocket;
  afterSeq: number;
  reading: boolean;
  again: boolean;
  answered: boolean;
}

interface StreamsDeps {
  readonly mongo: Mongo;
  readonly store: ActivityStore;
  readonly log: Log;
  /** How typing is announced, the activity without its numbers. */
  readonly typing: () => Record<string, unknown>;
  /** False leaves other processes' activities to the poll: what happens while the change stream is down. */
  readonly useChangeStream?: boolean;
}

/** The sockets of this process. Rows are the truth and always read in order; waking only says when to read. */
export function createStreams({ mongo, store, log, typing, useChangeStream = true }: StreamsDeps): Streams {
  const readers = new Map<string, Reader>();
  let stopping: AbortController | undefined;
  /** Ends the change stream that is open now. */
  let letGo: (() => Promise<void>) | undefined;
  let timers: NodeJS.Timeout[] = [];
  let isFollowing = false;
  let polls = 0;

  function wake(conversationId: string): void {
    const reader = readers.get(conversationId);
    if (!reader) return;
    reader.again = true;
    if (reader.reading) return;
    reader.reading = true;
    read(conversationId, reader)
      .catch((error: unknown) =>
        log.warn({ err: error }, 'reading web chat activities failed; the next look tries again'),
      )
      .finally(() => (reader.reading = false));
  }

  async function read(conversationId: string, reader: Reader): Promise<void> {
    while (reader.again && isOpen(reader)) {
      reader.again = false;
      const rows = await store.after(conversationId, reader.afterSeq, PAGE);
      if (rows.length === 0) continue;
      if (reader.socket.bufferedAmount > UNSENT_LIMIT_BYTES) return reader.socket.close(CLOSE_TOO_SLOW, 'too slow');
      reader.afterSeq = rows[rows.length - 1]!.seq; // not empty
      send(reader, rows.map(presentActivity));
      if (rows.length === PAGE) reader.again = true;
    }
  }

  async function look(): Promise<void> {
    const open = [...readers.keys()];
    for (let from = 0; from < open.length; from += CONVERSATIONS_PER_LOOK) {
      const last = await store.lastSeqs(open.slice(from, from + CONVERSATIONS_PER_LOOK));
      for (const [conversationId, seq] of last)
        if (seq > (readers.get(conversationId)?.afterSeq ?? seq)) wake(conversationId);
    }
  }

  function poll(): void {
    polls++;
    if (readers.size === 0 || (isFollowing && polls % POLLS_PER_SAFETY_LOOK !== 0)) return;
    look().catch((error: unknown) => log.warn({ err: error }, 'looking for web chat activities failed'));
  }

  /** A socket that has not answered since the last round is dead: the network took it away without a word. */
  function keepAlive(): void {
    for (const reader of readers.values()) {
      if (!reader.answered) {
        reader.socket.terminate();
        continue;
      }
      reader.answered = false;
      reader.socket.ping();
      reader.socket.send('');
    }
  }

  async function follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const changes = mongo.db
        .collection<ActivityRow>(WEBCHAT_ACTIVITIES)
        .watch<ActivityRow>([
          { $match: { operationType: 'insert' } },
          { $project: { operationType: 1, 'fullDocument.conversationId': 1 } },
        ]);
      const close = (): Promise<void> => changes.close().catch(() => undefined); // closing twice is not an error worth a word
      letGo = close;
      try {
        // The first look opens the cursor; only from then on are wake-ups sure to come.
        for (let change = await changes.tryNext(); !signal.aborted; change = await changes.next()) {
          if (!isFollowing) {
            isFollowing = true;
            await look();
          }
          if (change?.operationType === 'insert') wake(change.fullDocument.conversationId);
        }
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error }, 'the web chat change stream broke; polling until it is back');
      }
      isFollowing = false;
      void close();
      if (!signal.aborted) await pause(FALLBACK_POLL_MS, signal);
    }
  }

  return {
    open(socket, conversationId, afterSeq) {
      readers.get(conversationId)?.socket.close(CLOSE_REPLACED, 'opened elsewhere');
      const reader: Reader = { socket, afterSeq, reading: false, again: false, answered: true };
      readers.set(conversationId, reader);
      const alive = (): void => void (reader.answered = true);
      socket.on('pong', alive);
      socket.on('message', alive);
      socket.on('error', () => socket.terminate());
      socket.on('close', () => {
        if (readers.get(conversationId) === reader) readers.delete(conversationId);
      });
      wake(conversationId);
    },
    wake,
    showTyping(conversationId) {
      const reader = readers.get(conversationId);
      if (reader && isOpen(reader)) send(reader, [typing()]);
    },
    async start() {
      if (stopping) return;
      stopping = new AbortController();
      if (useChangeStream) void follow(stopping.signal);
      timers = [setInterval(poll, FALLBACK_POLL_MS).unref(), setInterval(keepAlive, KEEP_ALIVE_MS).unref()];
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      stopping?.abort();
      for (const { socket } of readers.values()) socket.close(CLOSE_GOING_AWAY, 'going away');
      // Not the loop itself: the server answers the question it was asked last up to a second later, to nobody.
      await letGo?.();
      letGo = undefined;
      stopping = undefined;
    },
  };
}

function isOpen({ socket }: Reader): boolean {
  return socket.readyState === socket.OPEN;
}

function send(reader: Reader, activities: readonly Record<string, unknown>[]): void {
  reader.socket.send(JSON.stringify({ activities, watermark: String(reader.afterSeq) }));
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
