import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Log } from '../../src/platform/log.js';
import { parseWatermark, type Gate } from './gate.js';
import type { Streams } from './streams.js';
import type { Tokens } from './tokens.js';

/** Clients only ever send empty frames. */
const FRAME_LIMIT_BYTES = 1024;
const PATH = /^\/v3\/directline\/conversations\/([A-Za-z0-9_-]{22})\/stream\?(.*)$/;
const PREFIX = '/v3/directline/';

interface UpgradeDeps {
  readonly tokens: Tokens;
  readonly gate: Gate;
  readonly streams: Streams;
  readonly log: Log;
}

export type HandleUpgrade = (req: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

/**
 * Takes over a socket when its address is ours. The token in the address opens this one conversation for a minute: browsers
 * cannot send headers with a socket, and an address may end up in a log.
 * @returns false when the address belongs to somebody else; the socket is then untouched.
 */
export function createUpgrade({ tokens, gate, streams, log }: UpgradeDeps): HandleUpgrade {
  const server = new WebSocketServer({ noServer: true, maxPayload: FRAME_LIMIT_BYTES, perMessageDeflate: false });

  async function admitted(req: IncomingMessage): Promise<{ conversationId: string; afterSeq: number } | null> {
    const [, conversationId, query = ''] = PATH.exec(req.url ?? '') ?? [];
    if (conversationId === undefined) return null;
    const params = new URLSearchParams(query);
    const afterSeq = parseWatermark(params.get('watermark') ?? '');
    const claims = await tokens.verify(params.get('t') ?? '', 'stream');
    const { origin } = req.headers;
    const isKnownPage = origin === undefined || (gate.isAllowedOrigin(origin) && (claims?.origin ?? origin) === origin);
    if (!claims || claims.conv !== conversationId || !isKnownPage || afterSeq === null) return null;
    return { conversationId, afterSeq };
  }

  return (req, socket, head) => {
    if (!req.url?.startsWith(PREFIX)) return false;
    const drop = (): void => void socket.destroy();
    socket.on('error', drop);
    admitted(req)
      .then((entry) => {
        if (!entry) {
          log.warn({ provider: 'webchat', reason: 'stream token not valid' }, 'a web chat request was refused');
          socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
          return;
        }
        socket.off('error', drop);
        server.handleUpgrade(req, socket, head, (ws) => streams.open(ws, entry.conversationId, entry.afterSeq));
      })
      .catch((error: unknown) => {
        log.error({ err: error, provider: 'webchat' }, 'a web chat stream could not be opened');
        drop();
      });
    return true;
  };
}
