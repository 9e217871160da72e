/**
 * One thing at a time in each lane of this process. Transactions that want the same row make each other begin again, the
 * more of them the longer: what waits in a lane costs nothing. Between processes the database decides, as ever.
 */
export function createLanes(): <T>(lane: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (lane, work) => {
    const before = last.get(lane) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(lane, mine);
    const forget = (): void => {
      if (last.get(lane) === mine) last.delete(lane);
    };
    mine.then(forget, forget);
    return mine;
  };
}
