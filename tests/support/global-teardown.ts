import { rmSync } from 'node:fs';

/** Ends the server that the set-up started; one that was given stays. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.parleyTestServer?.stop();
  if (globalThis.parleyTestMemory) rmSync(globalThis.parleyTestMemory, { recursive: true, force: true });
}
