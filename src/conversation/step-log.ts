import type { StepsGiven } from '../insights/index.js';

/**
 * Gathers what happened at the blocks and stores it in batches, off the answer's path. The outbox that holds a record is
 * emptied only after `flush` has resolved: a process that dies in between leaves it for the next one, which hands it in
 * again under the same key.
 * @param store absent: nobody wants them.
 */
export function createStepLog(store: ((records: readonly StepsGiven[]) => Promise<void>) | undefined) {
  let queued: StepsGiven[] = [];
  return {
    add(record: StepsGiven): void {
      if (store) queued.push(record);
    },
    /** @throws what the store throws; the records are kept and handed in with the next flush. */
    async flush(): Promise<void> {
      if (!store || queued.length === 0) return;
      const records = queued;
      queued = [];
      try {
        await store(records);
      } catch (error) {
        queued = [...records, ...queued];
        throw error;
      }
    },
  };
}
