import { Router } from 'express';
import type { Calendars } from './calendars.service.js';

/** `GET /ics/:token`: the visit's file as it stands now. The token is the permission; no login is asked for (CAL-03). */
export function createCalendarRoutes({ calendars }: { readonly calendars: Calendars }): Router {
  const router = Router();
  router.get('/ics/:token', async (req, res) => {
    const answer = await calendars.open(req.params.token);
    // Links end up in logs and previews; the answer must not be kept anywhere on the way.
    res.set({ 'Cache-Control': 'private, no-store', 'X-Robots-Tag': 'noindex' });
    if (answer.status === 200) {
      res.set({
        'Content-Type': 'text/calendar; charset=utf-8; method=PUBLISH',
        'Content-Disposition': 'inline; filename="visit.ics"',
      });
      res.send(Buffer.from(answer.content, 'utf8'));
      return;
    }
    const text =
      answer.status === 410 ? 'This calendar link has ended.' : 'There is no calendar entry behind this link.';
    res.status(answer.status).type('text/plain').send(text);
  });
  return router;
}
