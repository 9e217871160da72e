import { describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readResponseUpTo, readUpTo } from '../../src/platform/read-up-to.js';

/** Counts what was asked of it, and whether it was ended early. */
function source(chunks: readonly Uint8Array[]): { stream: AsyncIterable<Uint8Array>; read: number[]; ended: boolean } {
  const state = { read: [] as number[], ended: false, stream: {} as AsyncIterable<Uint8Array> };
  state.stream = {
    async *[Symbol.asyncIterator]() {
      try {
        for (const chunk of chunks) {
          state.read.push(chunk.byteLength);
          yield chunk;
        }
      } finally {
        state.ended = true;
      }
    },
  };
  return state;
}

const bytes = (count: number): Uint8Array => new Uint8Array(count).fill(7);

describe('reading with a limit', () => {
  it('gives everything at the limit and nothing at one byte more', async () => {
    expect(await readUpTo(source([bytes(4), bytes(6)]).stream, 10)).toEqual(Buffer.from(bytes(10)));
    expect(await readUpTo(source([bytes(4), bytes(7)]).stream, 10)).toBeNull();
    expect(await readUpTo(null, 10)).toEqual(Buffer.alloc(0));
  });

  it('ends the stream as soon as the limit is passed, and asks for no more of it', async () => {
    const long = source(Array.from({ length: 100 }, () => bytes(5)));
    expect(await readUpTo(long.stream, 12)).toBeNull();
    expect(long.read).toHaveLength(3);
    expect(long.ended).toBe(true);
  });

  it('passes on what goes wrong in the stream', async () => {
    // eslint-disable-next-line require-yield -- it fails before it gives anything
    async function* broken(): AsyncIterable<Uint8Array> {
      throw new Error('cut');
    }
    await expect(readUpTo(broken(), 10)).rejects.toThrow('cut');
  });

  it('hangs up on a server that sends without end', async () => {
    let hungUp: () => void;
    const closed = new Promise<void>((resolve) => (hungUp = resolve));
    const server: Server = createServer((_req, res) => {
      res.on('close', () => hungUp());
      const more = (): void => void (res.destroyed || res.write(bytes(65_536), () => setImmediate(more)));
      more();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(await readResponseUpTo(response, 100_000)).toBeNull();
    await closed;
    await new Promise((resolve) => server.close(resolve));
  });
});
