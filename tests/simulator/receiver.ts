import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RawRequest } from '../../src/messaging/channel.js';

export interface Receiver {
  readonly url: string;
  /** What came, in order. */
  readonly requests: readonly RawRequest[];
  /** The statuses of the next answers; 200 when used up. 0 = cut the connection. */
  readonly answers: number[];
  /** Resolves when `count` requests have come in all. */
  received(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** The side that is posted to: keeps every request as it came. */
export async function openReceiver(): Promise<Receiver> {
  const requests: RawRequest[] = [];
  const answers: number[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      requests.push({
        method: req.method ?? '',
        path: req.url ?? '',
        headers: plain(req.headers),
        body: Buffer.concat(chunks),
      });
      for (const check of waiting) check();
      const status = answers.shift() ?? 200;
      if (status === 0) req.socket.destroy();
      else res.writeHead(status, { 'Content-Type': 'text/xml' }).end('<Response/>');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answers,
    received: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (requests.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function plain(headers: IncomingHttpHeaders): RawRequest['headers'] {
  return { ...headers };
}
