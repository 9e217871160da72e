import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { MovableClock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { actSchema, type Acts } from './acts.js';
import { bundlePage } from './bundle-page.js';
import { isLocalName, nameOf, onlyFromHere } from './guard.js';
import type { LiveLog, Logged } from './live-log.js';
import type { Pulse } from './page-state.js';

export interface SimulatorRoutesDeps {
  readonly live: LiveLog;
  readonly acts: Acts;
  readonly publicUrl: string;
  /** Other addresses the page may show in a frame: the pay page's. */
  readonly frames: readonly string[];
  readonly pulse: () => Promise<Pulse>;
  readonly clock: MovableClock;
  readonly log: Log;
}

const PULSE_MS = 1_000;
const BODY_BYTES = 16 * 1024;

/** The page, its state, its live feed and the acts done on it. */
export function createSimulatorRoutes(deps: SimulatorRoutesDeps): {
  readonly router: Router;
  readonly stop: () => void;
} {
  const feed = createFeed(deps);
  const router = express.Router();
  router.use(onlyFromHere);
  router.get('/', page(deps));
  router.get('/page.js', asset('js', 'script'));
  router.get('/page.css', asset('css', 'style'));
  router.get('/state', async (_req, res) => {
    res
      .set('Cache-Control', 'no-store')
      .json({ id: deps.live.lastId(), state: deps.live.state(), pulse: await deps.pulse() });
  });
  router.get('/events', feed.open);
  router.post('/acts', express.json({ limit: BODY_BYTES, type: 'application/json' }), act(deps.acts));
  return { router, stop: feed.stop };
}

function page({ publicUrl, frames }: SimulatorRoutesDeps): RequestHandler {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    ['frame-src', "'self'", ...frames].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const own = new URL(publicUrl);
  return async (req, res) => {
    // Web chat knows the house by one name only: whoever came by another of this machine's is sent on.
    if (isLocalName(own.hostname) && nameOf(req.headers.host ?? '') !== own.hostname)
      return res.redirect(`${publicUrl}/simulator`);
    const { html } = await bundlePage();
    res.set('Content-Security-Policy', policy).set('Referrer-Policy', 'no-referrer').type('html').send(html);
  };
}

function asset(type: 'js' | 'css', part: 'script' | 'style'): RequestHandler {
  return async (_req, res) => {
    const { [part]: code, etag } = await bundlePage();
    // Asked for anew each time, but only sent when it has changed.
    res.set('Cache-Control', 'no-cache').set('ETag', etag).type(type).send(code);
  };
}

function act(acts: Acts): RequestHandler {
  return async (req, res) => {
    const parsed = actSchema.safeParse(req.body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const title = `This cannot be done: ${issue?.path.join('.') || 'act'}: ${issue?.message ?? 'not understood'}`;
      return res.status(400).json({ title, status: 400 });
    }
    const outcome = await acts.perform(parsed.data);
    if (outcome.kind === 'done') res.json({ kind: 'done' });
    else res.status(409).json({ title: outcome.reason, status: 409 });
  };
}

/** Server-sent events: changes with ids that can be replayed, and pulses without. */
function createFeed({ live, pulse, clock, log }: SimulatorRoutesDeps): {
  readonly open: RequestHandler;
  readonly stop: () => void;
} {
  const open = new Set<Response>();
  let timer: NodeJS.Timeout | undefined;
  const toAll = (text: string): void => {
    for (const res of open) res.write(text);
  };
  const stopListening = live.onPut((logged) => toAll(changeEvent(logged)));
  const stopMoves = clock.onMove(beat);

  function beat(): void {
    if (open.size === 0) return;
    pulse().then(
      (now) => toAll(`event: pulse\ndata: ${JSON.stringify(now)}\n\n`),
      (error: unknown) => log.warn({ err: error }, 'the phones page could not be told the time'),
    );
  }

  function close(res: Response): void {
    open.delete(res);
    if (open.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    open(req, res) {
      res.writeHead(200, {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      });
      const missed = live.since(lastSeen(req));
      // Written and joined in one go: nothing can happen in between.
      if (missed) for (const logged of missed) res.write(changeEvent(logged));
      else res.write(changeEvent({ id: live.lastId(), change: { kind: 'fresh', state: live.state() } }));
      open.add(res);
      res.on('close', () => close(res));
      timer ??= setInterval(beat, PULSE_MS).unref();
      beat();
    },
    stop() {
      stopListening();
      stopMoves();
      clearInterval(timer);
      timer = undefined;
      for (const res of open) res.end();
      open.clear();
    },
  };
}

function lastSeen(req: Request): string {
  const header = req.headers['last-event-id'];
  return typeof header === 'string' ? header : '';
}

function changeEvent({ id, change }: Logged): string {
  return `id: ${id}\ndata: ${JSON.stringify(change)}\n\n`;
}
