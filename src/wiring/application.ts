import type { Express } from 'express';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { MovableClock } from '../platform/clock.js';
import { ensureIndexes } from '../platform/indexes.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import type { WatchedXRay } from '../platform/xray.js';
import type { Connections } from './connections.js';
import { mountDoors } from './doors.js';
import { INDEXES } from './indexes.js';
import { joinRooms } from './join-rooms.js';
import type { StandIns } from './stand-ins.js';
import { plantJobs, subscribeAll } from './subscriptions.js';

export interface ApplicationDeps {
  readonly mongo: Mongo;
  readonly clock: MovableClock;
  readonly log: Log;
  /** Null in production. */
  readonly xray: WatchedXRay | null;
  readonly publicUrl: string;
  /** This machine's own address: where stand-ins and the phones page live. */
  readonly localUrl: string;
  readonly connections: Connections;
  readonly standIns: StandIns | null;
  readonly door: Express;
  readonly checkpoint?: (name: string) => void;
  readonly leaseMs?: number;
  readonly sweepEveryMs?: number;
  readonly flowsFolder?: string;
  /** Walks scripts in a thread beside the service: what is published before it is, what came with the product afterwards. */
  readonly walksScripts?: boolean;
  readonly isIndexed?: boolean;
}

const UNFINISHED_CLICKS_MS = 15_000;

/** Joins the rooms of the house and mounts its routes. Nothing runs by itself until `start`. */
export async function createApplication(deps: ApplicationDeps) {
  const { mongo, log } = deps;
  if (!deps.isIndexed) await ensureIndexes(mongo, INDEXES);
  const rooms = await joinRooms(deps);
  subscribeAll(rooms);
  const jobSpecs = plantJobs(rooms);
  let open = true;
  const { chat, simulator, states } = await mountDoors(deps, rooms, () => open);
  const { metrics, jobs, events, business, channels, operators, house, guests, undelivered } = rooms;
  const { walker, publishing, badges, turnLog, conversations, reach, proving } = rooms;

  let clicks: NodeJS.Timeout | undefined;
  return {
    mongo,
    conversations,
    business,
    events,
    jobs,
    jobSpecs,
    metrics,
    channels: states,
    reach,
    handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
      if (!chat?.handleUpgrade(req, socket, head)) socket.destroy();
    },
    async start(): Promise<void> {
      await jobs.start();
      await chat?.start();
      events.start();
      publishing.start();
      if (deps.walksScripts) badges.start();
      conversations.start();
      clicks = setInterval(() => {
        operators.acts
          ?.sweep()
          .catch((error: unknown) => log.error({ err: error }, 'unfinished clicks could not be looked at'));
      }, UNFINISHED_CLICKS_MS).unref();
      if (!deps.standIns?.telegram) await channels.register?.();
    },
    /** Not ready any more: load balancers send nothing new. */
    close: () => void (open = false),
    /** Resolves when nothing this process began is under way. */
    async idle(): Promise<void> {
      for (let quiet = 0; quiet < 2; quiet++) {
        // A clock that was moved has rung every job.
        await jobs.idle();
        await conversations.idle();
        await undelivered.idle();
        await operators.acts?.idle();
        await house.idle();
        await guests.idle();
        await business.queue.idle();
        await proving.idle();
        await business.payments?.idle();
        await events.idle();
      }
    },
    async stop(): Promise<void> {
      clearInterval(clicks);
      await simulator?.stop();
      await jobs.stop();
      await chat?.stop();
      await undelivered.idle();
      await conversations.stop();
      await turnLog.stop();
      badges.stop();
      await walker.stop();
      await publishing.stop();
      await operators.acts?.idle();
      await house.idle();
      await business.queue.idle();
      await proving.idle();
      await events.stop();
      await business.payments?.stop();
      await business.mailer?.stop();
    },
  };
}
