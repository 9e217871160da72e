const PATIENCE_MS = 20_000;
const AGAIN_MS = 25;

/**
 * Looks again until the check no longer objects: for what a page, a provider or another process does in its own time after
 * the act that causes it. Whatever the check objected to last is thrown when the patience ends.
 */
export async function eventually<T>(look: () => Promise<T> | T, check: (seen: T) => void): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    try {
      return check(seen);
    } catch (objection) {
      if (performance.now() > until) throw objection;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
