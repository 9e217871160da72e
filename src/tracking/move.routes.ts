import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { formatDay } from '../messaging/format.js';
import { confirmPage, daysPage, timesPage, type MovePage } from './move.page.js';
import { movableOf, type Moves } from './move.service.js';
import { answer } from './page-answer.js';
import { toPage } from './thing-pages.js';
import type { TrackedVisit } from './tracking.service.js';

const FORM_LIMIT_BYTES = 1_024;
const INSTANT_MAX = 8_640_000_000_000_000;

const daySchema = z.iso.date();
const atSchema = z.coerce.number().int().min(0).max(INSTANT_MAX);
const withSchema = z.string().min(1).max(200);
/** Whatever cannot be read is as if it were not there: the question before it is asked. */
const query = z.object({
  day: daySchema.optional().catch(undefined),
  at: atSchema.optional().catch(undefined),
  with: withSchema.optional().catch(undefined),
  page: z.coerce.number().int().min(0).max(1_000).catch(0),
});
const form = z.object({
  version: z.coerce.number().int().min(1).max(1_000_000),
  day: daySchema,
  at: atSchema,
  with: withSchema,
});

interface Asked {
  readonly visit: TrackedVisit;
  readonly token: string;
  readonly mode: 'free' | 'ask';
}

/**
 * `GET /t/:token/move` asks for the day, with `day` for the time, with `at` and `with` whether to; `POST` there moves it.
 * @param visitOf what is behind the link; null when the request has been answered.
 */
export function addMoveRoutes(
  router: Router,
  {
    moves,
    visitOf,
  }: {
    readonly moves: Moves;
    readonly visitOf: (req: Request<{ token: string }>, res: Response) => Promise<TrackedVisit | null>;
  },
): void {
  async function asked(req: Request<{ token: string }>, res: Response): Promise<Asked | null> {
    const { token } = req.params;
    const visit = await visitOf(req, res);
    const mode = visit && movableOf(visit);
    if (visit && mode) return { visit, token, mode };
    if (visit) toPage(res, token);
    return null;
  }

  async function showDays(about: Asked, res: Response, note: MovePage['note'], page: number): Promise<void> {
    const days = await moves.days(about.token, about.visit.language);
    answer(res, statusOf(note), (nonce) => daysPage({ ...about, nonce, note }, days, page));
  }

  async function showTimes(about: Asked, res: Response, note: MovePage['note'], day: string, page: number) {
    const { token, visit } = about;
    const times = await moves.times(token, day, visit.language);
    if (times.length === 0) return showDays(about, res, note ?? 'noneThatDay', 0);
    // A calendar day has no zone: its noon in UTC is that day for everybody.
    const label = formatDay(Date.parse(`${day}T12:00:00Z`), 'UTC', visit.language);
    answer(res, statusOf(note), (nonce) => timesPage({ ...about, nonce, note }, { day, label }, times, page));
  }

  router.get('/t/:token/move', async (req: Request<{ token: string }>, res) => {
    const about = await asked(req, res);
    if (!about) return;
    const { day, at, with: personId, page } = query.parse(req.query);
    if (day === undefined) return showDays(about, res, null, page);
    if (at === undefined) return showTimes(about, res, null, day, page);
    const times = await moves.times(about.token, day, about.visit.language);
    const slot = times.find((one) => one.startsAtUtc === at && one.personId === personId);
    if (!slot) return showTimes(about, res, 'gone', day, 0);
    answer(res, 200, (nonce) => confirmPage({ ...about, nonce, note: null }, day, slot));
  });

  const body = express.urlencoded({ extended: false, limit: FORM_LIMIT_BYTES });
  router.post('/t/:token/move', body, async (req: Request<{ token: string }>, res) => {
    const given = form.safeParse(req.body);
    const about = await asked(req, res);
    if (!about) return;
    // A form we did not make is asked from the beginning.
    if (!given.success) return showDays(about, res, 'changed', 0);
    const { version: seenVersion, day, at: startsAtUtc, with: personId } = given.data;
    const outcome = await moves.move(about.token, about.mode, { seenVersion, startsAtUtc, personId });
    if (outcome === 'taken') return showTimes(about, res, 'gone', day, 0);
    if (outcome === 'changed') return showDays(about, res, 'changed', 0);
    toPage(res, about.token);
  });
}

function statusOf(note: MovePage['note']): number {
  return note === null || note === 'noneThatDay' ? 200 : 409;
}
