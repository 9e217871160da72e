/** Where the present moment comes from. Injected everywhere; nothing in `src` calls `Date.now()` itself. */
export interface Clock {
  /** The present as UTC epoch milliseconds. */
  readonly nowUtc: () => number;
}

export const systemClock: Clock = { nowUtc: () => Date.now() };

/** A clock that only moves when told to, and tells listeners so that due work can be rung at once. */
export interface MovableClock extends Clock {
  advance(byMs: number): void;
  set(toUtc: number): void;
  onMove(listener: (nowUtc: number) => void): () => void;
}

/** @param startUtc UTC epoch milliseconds. @param running when true real time keeps flowing on top of the offset. */
export function createMovableClock(startUtc: number, { running = false } = {}): MovableClock {
  const listeners = new Set<(nowUtc: number) => void>();
  const base = performance.now();
  let atUtc = startUtc;
  const nowUtc = (): number => (running ? Math.round(atUtc + performance.now() - base) : atUtc);
  const moveTo = (toUtc: number): void => {
    atUtc += toUtc - nowUtc();
    for (const listener of listeners) listener(nowUtc());
  };
  return {
    nowUtc,
    advance: (byMs) => moveTo(nowUtc() + byMs),
    set: moveTo,
    onMove(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
