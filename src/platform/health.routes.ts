import express, { type Router } from 'express';
import type { Metrics } from './metrics.js';
import type { Mongo } from './mongo.js';

const DATABASE_PATIENCE_MS = 1_000;

export interface HealthDeps {
  readonly mongo: Mongo;
  readonly metrics: Metrics;
  /** False from the moment shutdown begins: a load balancer sends nothing new. */
  readonly isOpen: () => boolean;
  /** Which channels are switched on, and whether by real credentials or by a stand-in. */
  readonly channels: () => Readonly<Record<string, 'real' | 'stand-in' | 'off'>>;
}

/** `/health/live` the process runs · `/health/ready` it can do its work, else 503 · `/metrics` for Prometheus. */
export function createHealthRoutes({ mongo, metrics, isOpen, channels }: HealthDeps): Router {
  const router = express.Router();
  router.get('/health/live', (_req, res) => void res.json({ status: 'live' }));
  router.get('/health/ready', async (_req, res) => {
    const startedMs = performance.now();
    const database = await answersInTime(mongo);
    const ready = database && isOpen();
    res.status(ready ? 200 : 503).json({
      status: ready ? 'ready' : 'not ready',
      database: { ok: database, tookMs: Math.round(performance.now() - startedMs) },
      open: isOpen(),
      channels: channels(),
      uptimeSec: Math.round(process.uptime()),
    });
  });
  router.get('/metrics', async (_req, res) => {
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}

async function answersInTime(mongo: Mongo): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(resolve, DATABASE_PATIENCE_MS, false)));
  const ping = mongo.db.command({ ping: 1 }).then(
    () => true,
    () => false,
  );
  const ok = await Promise.race([ping, late]);
  clearTimeout(timer);
  return ok;
}
