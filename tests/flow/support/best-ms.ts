/** Milliseconds of CPU, the best of several: the machine is shared, and a pause of its is not ours. */
export function bestMs(work: () => unknown, samples = 5): number {
  const took = Array.from({ length: samples }, () => {
    const from = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1_000;
  });
  return Math.min(...took);
}
