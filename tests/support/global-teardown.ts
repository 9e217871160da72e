/** Ends the server that the set-up started; one that was given stays. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.parleyTestServer?.stop();
}
