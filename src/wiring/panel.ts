import express, { type Router } from 'express';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import helmet from 'helmet';

const BUILT = fileURLToPath(new URL('../../admin/dist', import.meta.url));

const BEING_BUILT =
  '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
  '<title>Parley</title><body style="font:16px/1.5 system-ui;margin:20vh auto;max-width:32em;padding:0 1em">' +
  '<h1 style="font-size:1.25em">The panel is being built</h1><p>It is here in a moment; this page looks again by itself.</p>';

/** The panel's files at `/admin`. Every path without a file is the app itself: it has addresses of its own. */
export function createPanelRoutes(): Router {
  const router = express.Router();
  router.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          // Mantine and CodeMirror write their styles at run time.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          upgradeInsecureRequests: null,
        },
      },
    }),
  );
  router.use('/assets', express.static(`${BUILT}/assets`, { immutable: true, maxAge: '1y', index: false }));
  router.use('/assets', (_req, res) => void res.status(404).end());
  router.get('/*splat', sendApp);
  router.get('/', sendApp);
  return router;
}

const sendApp: express.RequestHandler = (_req, res) => {
  res.set('Cache-Control', 'no-cache');
  if (existsSync(`${BUILT}/index.html`)) res.sendFile('index.html', { root: BUILT });
  else res.status(503).set({ 'Retry-After': '2', Refresh: '2' }).type('html').send(BEING_BUILT);
};
