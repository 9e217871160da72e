import { fork, type ChildProcess } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** What both servers under test are driven with: signed Twilio posts, and a provider that takes the replies. */

export const ACCOUNT_SID = `AC${'0'.repeat(32)}`;
export const AUTH_TOKEN = 'bench-token-bench-token';
export const OUR_NUMBER = '+447700900000';
const PATH = '/webhooks/twilio/messages';

export interface BenchServer {
  readonly port: number;
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

/** A server in a process of its own, which says its port when it listens. */
export async function startServer(file: 'floor-server' | 'turn-server', args: readonly string[]): Promise<BenchServer> {
  const path = fileURLToPath(new URL(`./${file}.ts`, import.meta.url));
  const child: ChildProcess = fork(path, [...args], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { port: number }).port));
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
  return {
    port,
    async cpuMs() {
      const usage = (await (await fetch(`http://127.0.0.1:${port}/cpu`)).json()) as NodeJS.CpuUsage;
      return (usage.user + usage.system) / 1000;
    },
    stop: () =>
      new Promise((resolve) => {
        child.removeAllListeners('exit');
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

/** The provider's end: answers every send at once and says to whom it went. */
export async function startSink(onReply: (to: string) => void): Promise<{ url: string; server: Server }> {
  const server = createServer((req, res) => {
    let body = '';
    req.setEncoding('utf8');
    req.on('data', (chunk: string) => (body += chunk));
    req.on('end', () => {
      const to = /(?:^|&)To=([^&]*)/.exec(body)?.[1];
      res.writeHead(201, { 'content-type': 'application/json' });
      res.end(`{"sid":"SM${randomBytes(16).toString('hex')}","status":"queued"}`);
      if (to) onReply(decodeURIComponent(to));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

let messages = 0;

/** One signed SMS; resolves with the status once the answer has been read to its end. */
export function postSms(port: number, agent: Agent, from: string, text: string): Promise<number> {
  const params: Record<string, string> = {
    AccountSid: ACCOUNT_SID,
    Body: text,
    From: from,
    MessageSid: `SM${(++messages).toString(16).padStart(32, '0')}`,
    NumMedia: '0',
    NumSegments: '1',
    To: OUR_NUMBER,
  };
  const signed = `http://127.0.0.1:${port}${PATH}${Object.keys(params)
    .sort()
    .map((name) => name + params[name])
    .join('')}`;
  const signature = createHmac('sha1', AUTH_TOKEN).update(signed).digest('base64');
  const body = new URLSearchParams(params).toString();
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': body.length,
    'x-twilio-signature': signature,
  };
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, path: PATH, method: 'POST', agent, headers }, (res) => {
      res.resume();
      res.on('end', () => resolve(res.statusCode ?? 0));
    });
    req.on('error', reject);
    req.end(body);
  });
}

export const keepAlive = (sockets: number): Agent => new Agent({ keepAlive: true, maxSockets: sockets });

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
