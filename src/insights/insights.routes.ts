import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import { sendProblem } from '../platform/problem.js';
import { insightFilterSchema, unmatchedSchema } from './api.js';
import type { Insights } from './insights.service.js';

const scriptIdSchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

/** Figures for the panel: `/scripts/:id/funnel`, `/scripts/:id/unmatched`, `/completion`. Mount at `/api/v1`. */
export function createInsightRoutes(deps: { insights: Insights; requireAdmin: RequestHandler }): Router {
  const { insights, requireAdmin } = deps;
  const router = express.Router();

  router.get('/scripts/:id/funnel', requireAdmin, async (req, res) => {
    const script = scriptIdSchema.safeParse(req.params['id']);
    const filter = insightFilterSchema.safeParse(req.query);
    if (!script.success || !filter.success) return unreadable(res);
    res.json(await insights.funnel({ ...filter.data, script: script.data }));
  });

  router.get('/scripts/:id/unmatched', requireAdmin, async (req, res) => {
    const script = scriptIdSchema.safeParse(req.params['id']);
    const filter = unmatchedSchema.safeParse(req.query);
    if (!script.success || !filter.success) return unreadable(res);
    res.json(await insights.unmatched({ ...filter.data, script: script.data }));
  });

  router.get('/completion', requireAdmin, async (req: Request, res) => {
    const filter = insightFilterSchema.safeParse(req.query);
    if (!filter.success) return unreadable(res);
    res.json(await insights.completion(filter.data));
  });

  return router;
}

function unreadable(res: Response): void {
  sendProblem(res, { status: 400, code: 'insights.filter', title: 'What is asked for cannot be read' });
}
