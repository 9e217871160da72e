import type { Clock } from '../../src/platform/clock.js';

/** Addresses remembered at most; beyond it the oldest are forgotten first. */
const KEPT = 10_000;

/**
 * At most `count` acts in `perMs` for each key. Kept in this process only: it slows a flood down, nothing depends on it being
 * exact, and a row for each visitor would be more work than the flood it stops.
 * @returns 0 when the act may happen now, else the milliseconds to wait.
 */
export function createRateLimit({
  clock,
  count,
  perMs,
}: {
  clock: Clock;
  count: number;
  perMs: number;
}): (key: string) => number {
  const windows = new Map<string, { startedAtUtc: number; used: number }>();
  return (key) => {
    const now = clock.nowUtc();
    const window = windows.get(key);
    if (window && now - window.startedAtUtc < perMs && now >= window.startedAtUtc) {
      if (window.used >= count) return window.startedAtUtc + perMs - now;
      window.used++;
      return 0;
    }
    windows.delete(key);
    windows.set(key, { startedAtUtc: now, used: 1 });
    if (windows.size > KEPT) forgetOldest(windows);
    return 0;
  };
}

/** A map keeps the order of insertion: its first key is the oldest. */
function forgetOldest(windows: Map<string, unknown>): void {
  const oldest = windows.keys().next();
  if (!oldest.done) windows.delete(oldest.value);
}
