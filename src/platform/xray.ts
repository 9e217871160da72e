import { AsyncLocalStorage } from 'node:async_hooks';
import type { Mongo } from './mongo.js';

/** One message's way through the house, station by station. Kept in memory, for the phones page and for tests only. */
export interface Trace {
  readonly conversationId: string;
  readonly eventId: string;
  readonly startedAtUtc: number;
  readonly stations: Station[];
}

export interface Station {
  readonly name: string;
  /** Milliseconds since the trace began. */
  readonly atMs: number;
  /** Why it was decided so, in a few words; never a text or a number of the person. */
  readonly detail: string;
  /** Database commands since the station before, as `findAndModify conversations`. */
  readonly commands: readonly string[];
}

/** What the house calls on its way; costs nothing when nobody watches. */
export interface XRay {
  /** Opens a trace around `work`; notes made inside, however deep, belong to it. */
  follow<T>(about: { conversationId: string; eventId: string }, work: () => Promise<T>): Promise<T>;
  note(station: string, detail?: string): void;
}

export const noXRay: XRay = { follow: (_about, work) => work(), note: () => undefined };

export interface WatchedXRay extends XRay {
  /** The latest traces, newest first. */
  recent(): readonly Trace[];
  /** Called whenever a trace gains a station. */
  onChange(listener: (trace: Trace) => void): () => void;
  /** Counts the commands of this connection into the trace they belong to. Needs `monitorCommands: true`. */
  watch(mongo: Mongo): void;
  /** Follows nothing any more. Every context that is never given up makes each promise of the process a little dearer. */
  stop(): void;
}

const KEPT = 200;

interface Open {
  readonly trace: Trace;
  readonly startedMs: number;
  commands: string[];
}

/** @param nowUtc only stamps the traces; durations come from the monotonic clock. */
export function createXRay(nowUtc: () => number): WatchedXRay {
  const context = new AsyncLocalStorage<Open>();
  const traces: Trace[] = [];
  const listeners = new Set<(trace: Trace) => void>();
  return {
    follow(about, work) {
      const open: Open = {
        trace: { ...about, startedAtUtc: nowUtc(), stations: [] },
        startedMs: performance.now(),
        commands: [],
      };
      traces.unshift(open.trace);
      traces.length = Math.min(traces.length, KEPT);
      return context.run(open, work);
    },
    note(name, detail = '') {
      const open = context.getStore();
      if (!open) return;
      open.trace.stations.push({ name, atMs: performance.now() - open.startedMs, detail, commands: open.commands });
      open.commands = [];
      for (const listener of listeners) listener(open.trace);
    },
    recent: () => traces,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watch(mongo) {
      mongo.connection.getClient().on('commandStarted', ({ commandName, command }) => {
        const target: unknown = (command as Record<string, unknown>)[commandName];
        context.getStore()?.commands.push(typeof target === 'string' ? `${commandName} ${target}` : commandName);
      });
    },
    stop: () => context.disable(),
  };
}
