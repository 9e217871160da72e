import type { Router } from 'express';
import type { Log } from '../platform/log.js';
import { addMoveRoutes } from './move.routes.js';
import type { Moves } from './move.service.js';
import { answer, createFailure } from './page-answer.js';
import { createThingPages, toPage } from './thing-pages.js';
import { dropPage, plainPage, visitPage, type ChatDoors } from './tracking.page.js';
import type { TrackedVisit, Tracking } from './tracking.service.js';

export interface TrackingRoutesDeps {
  readonly tracking: Tracking;
  readonly moves: Moves;
  readonly doors: ChatDoors;
  readonly log: Log;
  /** Requests one address may make in a minute; a page that is open makes four. */
  readonly requestsPerMinute?: number;
}

/** The page of a visit under `/t/:token`; besides, `POST /t/:token/ask` asks the shop to drop it, and `/t/:token/move` moves it. */
export function createTrackingRoutes({ tracking, moves, doors, log, requestsPerMinute }: TrackingRoutesDeps): Router {
  const { router, thingOf: visitOf } = createThingPages<TrackedVisit>(
    {
      async open(token) {
        const opened = await tracking.open(token);
        return opened.kind === 'visit' ? opened.visit : opened.kind;
      },
      page: (visit, token, nonce) => visitPage(visit, token, { nonce, doors }),
      nothingPage: plainPage,
      canDrop: ({ view }) => view.canDrop,
      dropPage,
      async drop(token, seenVersion) {
        const outcome = await tracking.drop(token, seenVersion);
        return outcome === 'dropped' || outcome === 'refused';
      },
    },
    requestsPerMinute,
  );

  addMoveRoutes(router, { moves, visitOf });

  router.post('/t/:token/ask', async (req, res) => {
    const { token } = req.params;
    if ((await tracking.ask(token)) === null) await visitOf(req, res);
    else toPage(res, token);
  });

  router.use('/t', (_req, res) => answer(res, 404, (nonce) => plainPage('unknown', nonce)));
  router.use('/t', createFailure(log));
  return router;
}
