import { randomBytes } from 'node:crypto';
import { applyChange, type Change, type PageState } from './page-state.js';

export interface Logged {
  /** `<process>.<number>`: a page that reconnects to another process is known by it and gets everything anew. */
  readonly id: string;
  readonly change: Change;
}

/** The state of the page and the changes that led to it, as many as a page may have missed while it was away. */
export interface LiveLog {
  readonly state: () => PageState;
  /** The id of the latest change. */
  readonly lastId: () => string;
  readonly put: (change: Change) => void;
  /** What came after that id, or null when it is not known any more: then only the whole state helps. */
  readonly since: (id: string) => readonly Logged[] | null;
  readonly onPut: (listener: (logged: Logged) => void) => () => void;
}

const KEPT = 500;

/** @param kept how many changes can be replayed. */
export function createLiveLog(first: PageState, kept = KEPT): LiveLog {
  const run = randomBytes(4).toString('hex');
  const listeners = new Set<(logged: Logged) => void>();
  let state = first;
  let count = 0;
  let log: Logged[] = [];
  return {
    state: () => state,
    lastId: () => `${run}.${count}`,
    put(change) {
      state = applyChange(state, change);
      const logged = { id: `${run}.${++count}`, change };
      log = [...log, logged].slice(Math.max(0, log.length + 1 - kept));
      for (const listener of listeners) listener(logged);
    },
    since(id) {
      const [from, number = ''] = id.split('.');
      const seen = /^\d{1,12}$/.test(number) ? Number(number) : -1;
      const missed = count - seen;
      if (from !== run || missed < 0 || missed > log.length) return null;
      return missed === 0 ? [] : log.slice(-missed);
    },
    onPut(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
