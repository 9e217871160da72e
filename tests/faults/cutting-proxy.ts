import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import mongoose from 'mongoose';

/**
 * Glossary
 * - **before**: the database never hears of the command.
 * - **after**: the database has done it, and its caller never hears that it did.
 * - **once**: the line is there again at once. **twice**: the driver's own second try is lost as well. **dead**: nothing
 *   of this caller gets through any more, as if its process had been killed.
 */
export interface Cut {
  readonly nth: number;
  readonly side: 'before' | 'after';
  readonly how: 'once' | 'twice' | 'dead';
}

/** What a caller was doing when its line was cut. */
export interface Severed {
  readonly command: string;
  /** Every session this caller used: a killed process leaves the transaction it was in behind. */
  readonly sessions: readonly mongoose.mongo.BSON.Document[];
}

export interface CuttingProxy {
  /** To be connected to in place of the server. */
  readonly uri: string;
  /** Counts from here on, and cuts once. */
  arm(cut: Cut): void;
  /** Resolves with null when the caller is dead to the world: it may wait for an answer for a long time. */
  readonly death: Promise<null>;
  /** What was cut since it was armed, or null when the count was never reached. Cuts nothing from here on. */
  disarm(): Severed | null;
  close(): Promise<void>;
}

/** The driver's own conversation with the server: no act of anybody. */
const NO_ACTS = new Set(['hello', 'ismaster', 'isMaster', 'ping', 'endSessions', 'saslStart', 'buildInfo']);
const HEADER_BYTES = 16;
const OPCODE_AT = 12;
const OP_MSG = 2013;
/** Header, flags and the kind of the first section. */
const BODY_AT = HEADER_BYTES + 5;

/** Stands between a driver and its server and cuts the line at a chosen command, by the messages themselves and not by their time. */
export async function createCuttingProxy(serverUri: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(serverUri);
  const sockets = new Set<Socket>();
  let cut: Cut | null = null;
  let passed = 0;
  let command: string | null = null;
  let sessions = new Map<string, mongoose.mongo.BSON.Document>();
  /** Second tries still to be lost. */
  let more = 0;
  let isDead = false;
  let die: (nothing: null) => void = () => {};
  const death = new Promise<null>((resolve) => (die = resolve));

  /** Whether this message is the one to be cut at. */
  function isReached(message: Buffer): boolean {
    // A connection's first words are said in an older form.
    if (!cut || message.readInt32LE(OPCODE_AT) !== OP_MSG) return false;
    const body = mongoose.mongo.BSON.deserialize(message.subarray(BODY_AT), { allowObjectSmallerThanBufferSize: true });
    const [name = ''] = Object.keys(body);
    if (NO_ACTS.has(name)) return false;
    if (body['lsid']) sessions.set(body['lsid'].id.toString('hex'), body['lsid']);
    passed += 1;
    if (command !== null && more > 0 && name === command) {
      more -= 1;
      return true;
    }
    if (passed !== cut.nth) return false;
    command = name;
    more = cut.how === 'twice' ? 1 : 0;
    return true;
  }

  const server = createServer((caller) => {
    if (isDead) return void caller.destroy();
    const database = connect(Number(port), hostname);
    const end = (): void => {
      caller.destroy();
      database.destroy();
    };
    let mute = false;
    for (const socket of [caller, database]) {
      sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    function fall(): void {
      if (cut?.how === 'dead') {
        isDead = true;
        for (const socket of sockets) socket.destroy();
        die(null);
      }
      end();
    }
    let waiting = Buffer.alloc(0);
    caller.on('data', (part: Buffer) => {
      waiting = Buffer.concat([waiting, part]);
      while (waiting.length >= HEADER_BYTES && waiting.length >= waiting.readInt32LE(0)) {
        const message = waiting.subarray(0, waiting.readInt32LE(0));
        waiting = waiting.subarray(message.length);
        if (!isReached(message)) {
          database.write(message);
        } else if (cut?.side === 'before') {
          return fall();
        } else {
          mute = true;
          database.write(message);
        }
      }
    });
    // A connection carries one command at a time: the first word after the chosen one is its answer.
    database.on('data', (part: Buffer) => (mute ? fall() : caller.write(part)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as AddressInfo;

  return {
    uri: `mongodb://127.0.0.1:${own}/?directConnection=true`,
    death,
    arm(next) {
      [cut, passed, command, more, sessions] = [next, 0, null, 0, new Map()];
    },
    disarm() {
      const severed = command === null ? null : { command, sessions: [...sessions.values()] };
      cut = null;
      return severed;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
