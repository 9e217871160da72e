/**
 * All of a stream's bytes, or null as soon as there are more than `limitBytes`. Leaving a stream early ends the download,
 * so nobody can make us hold more than the limit, whatever length was announced. Errors of the stream are the caller's.
 */
export async function readUpTo(
  stream: AsyncIterable<Uint8Array> | null | undefined,
  limitBytes: number,
): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The same for what `fetch` answered. */
export function readResponseUpTo({ body }: Response, limitBytes: number): Promise<Buffer | null> {
  // The DOM's type of a stream does not say that it can be iterated; Node's own can.
  return readUpTo(body as AsyncIterable<Uint8Array> | null, limitBytes);
}
