import type { Server } from 'node:http';
import { createApplication } from './wiring/application.js';
import { configuredConnections, type Connections } from './wiring/connections.js';
import { startStandIns, type StandIns } from './wiring/stand-ins.js';
import { ConfigError, type Config } from './config.js';
import { createMovableClock, systemClock, type MovableClock } from './platform/clock.js';
import { listen } from './platform/http.js';
import { createLifecycle } from './platform/lifecycle.js';
import { createLog } from './platform/log.js';
import { connectMongo } from './platform/mongo.js';
import { createXRay } from './platform/xray.js';
import express from 'express';

export interface StartOptions {
  readonly config: Config;
  readonly mongoUri: string;
  readonly dbName?: string;
  /** Only with the simulator: production runs on real time. */
  readonly clock?: MovableClock;
  /** Called at named points between two effects; fault tests end the process there. */
  readonly checkpoint?: (name: string) => void;
  /** Fault and load tests bring the provider's end themselves. */
  readonly leaseMs?: number;
  readonly sweepEveryMs?: number;
  /** Where the scripts are; the shipped ones unless told. */
  readonly flowsFolder?: string;
  /** Published scripts earn their digits-only badges beside the service, in a thread that computes for some seconds. */
  readonly walksScripts?: boolean;
  /** The indexes are there: a house before this one has made them in the same database. */
  readonly isIndexed?: boolean;
}

export interface RunningApp {
  /** This machine's own address of it. */
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  readonly clock: MovableClock;
  readonly standIns: StandIns | null;
  readonly house: Awaited<ReturnType<typeof createApplication>>;
  /** Resolves when nothing is under way in this process: every event handled, told, sent and recorded. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const DEV_SECRET_NOTE = 'SESSION_SECRET must be set when SIMULATOR=off: it signs the links customers get.';

/** Builds the house and opens its door. The address comes first: signatures and stand-ins need to know it. */
export async function startApp(options: StartOptions): Promise<RunningApp> {
  const { config } = options;
  const simulated = config.SIMULATOR === 'on';
  const configured = configuredConnections(config);
  if (!simulated && !configured.sessionSecret) throw new ConfigError(DEV_SECRET_NOTE);
  const log = createLog(config.LOG_LEVEL);
  const lifecycle = createLifecycle(log);
  /** The door opens before there is a house behind it; without one it closes again. */
  let closeDoor = (): Promise<void> => Promise.resolve();
  try {
    const clock = options.clock ?? createMovableClock(systemClock.nowUtc(), { running: true });
    const mongo = await connectMongo(options.mongoUri, options.dbName, { monitorCommands: simulated });
    lifecycle.add({ name: 'database', stop: () => mongo.close() });
    const xray = simulated ? createXRay(clock.nowUtc) : null;
    xray?.watch(mongo);
    if (xray) lifecycle.add({ name: 'x-ray', stop: () => Promise.resolve(xray.stop()) });

    const door = express();
    // Behind the proxy that PUBLIC_URL names; without one the peer's own address counts.
    if (config.PUBLIC_URL) door.set('trust proxy', 1);
    let isFurnished = false;
    // Until every route is there "not now" is the truth: a 404 would make providers give up.
    door.use((_req, res, next) => (isFurnished ? next() : void res.status(503).set('Retry-After', '1').end()));
    const http = await listen(door, config.PORT);
    closeDoor = () => http.stop();
    const localUrl = `http://127.0.0.1:${http.port}`;
    const publicUrl = (config.PUBLIC_URL ?? localUrl).replace(/\/+$/, '');
    const started = simulated ? await startStandIns(configured, localUrl, clock) : null;
    const standIns = started?.standIns ?? null;
    if (standIns) lifecycle.add({ name: 'stand-ins', stop: () => standIns.stop() });
    const sessionSecret = configured.sessionSecret ?? `${options.mongoUri}:simulator`;
    const connections: Connections = { ...(started?.connections ?? configured), sessionSecret };

    const house = await createApplication({
      ...options,
      mongo,
      clock,
      log,
      xray,
      publicUrl,
      localUrl,
      connections,
      standIns,
      door,
    });
    lifecycle.add({ name: 'house', stop: () => house.stop() });
    http.server.on('upgrade', (req, socket, head) => house.handleUpgrade(req, socket, head));
    lifecycle.add({ name: 'door', stop: () => http.stop() });
    lifecycle.add({ name: 'readiness', stop: () => house.close() });
    await house.start();
    isFurnished = true;
    log.info({ port: http.port, channels: house.channels() }, 'Parley is open');
    return {
      url: localUrl,
      port: http.port,
      server: http.server,
      clock,
      standIns,
      house,
      idle: () => house.idle(),
      stop: () => lifecycle.stop(),
    };
  } catch (error) {
    await closeDoor();
    await lifecycle.stop();
    throw error;
  }
}
