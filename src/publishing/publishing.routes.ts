import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { z } from 'zod';
import { sendProblem } from '../platform/problem.js';
import {
  checkSchema,
  diffSchema,
  impactSchema,
  publishSchema,
  replaySchema,
  rollBackSchema,
  saveDraftSchema,
  scriptIdSchema,
  walkSchema,
} from './api.js';
import type { PublishOutcome } from './publish.service.js';
import { chatAnswer, summaryOf, type Publishing } from './publishing.service.js';

/** A script of the greatest length, twice (the text and what it began from), escaped. */
const BODY_LIMIT = '512kb';

/** Scripts for the panel, below `/scripts`. Mount at `/api/v1`, after the routes that sign in. */
export function createPublishingRoutes(deps: {
  publishing: Publishing;
  requireAdmin: RequestHandler;
  /** Who asks, by the name that stands with what they save and publish. */
  authorOf: (req: Request) => string;
}): Router {
  const { publishing, authorOf } = deps;
  const router = express.Router();
  const scripts = express.Router();
  router.use('/scripts', deps.requireAdmin, express.json({ limit: BODY_LIMIT }), scripts);

  scripts.get('/', async (_req, res) => void res.json(await publishing.list()));

  scripts.get('/texts', async (_req, res) => void res.json(await publishing.texts()));

  scripts.post('/publish', async (req, res) => {
    const request = read(publishSchema, req.body, res);
    if (request) sendOutcome(res, await publishing.publish({ ...request, author: authorOf(req) }));
  });

  scripts.get('/:id/draft', (req, res) => withScript(req, res, (id) => publishing.drafts.find(id)));

  scripts.put('/:id/draft', async (req, res) => {
    const id = read(scriptIdSchema, req.params['id'], res);
    const given = id === null ? null : read(saveDraftSchema, req.body, res);
    if (id === null || !given) return;
    const { began, ...rest } = given;
    const author = authorOf(req);
    const outcome = await publishing.drafts.save({
      ...rest,
      ...{ scriptId: id, author },
      ...(began === undefined ? {} : { began }),
    });
    if (outcome.kind === 'saved') return void res.json(outcome.draft);
    if (outcome.kind === 'unknownScript') return missing(res);
    const { kind: _stale, ...more } = outcome;
    const title = `${more.theirs.author ?? 'Somebody'} has saved this script in the meantime. What you wrote is kept`;
    sendProblem(res, { status: 409, code: 'scripts.stale', title, ...more });
  });

  scripts.delete('/:id/draft', async (req, res) => {
    const id = read(scriptIdSchema, req.params['id'], res);
    if (id === null) return;
    const revision = Number(req.query['revision']);
    if (await publishing.drafts.discard(id, revision, authorOf(req))) return void res.status(204).end();
    sendProblem(res, { status: 409, code: 'scripts.stale', title: 'Somebody has saved this script in the meantime' });
  });

  scripts.get('/:id/copies', (req, res) =>
    withScript(req, res, async (id) =>
      (await publishing.drafts.copies(id)).map(({ _id, text, author, atUtc, basedOn }) => ({
        ...{ id: _id, text, author, atUtc, basedOn },
      })),
    ),
  );

  scripts.get('/:id/versions', (req, res) => withScript(req, res, (id) => publishing.versionsOf(id)));
  scripts.get('/:id/versions/:version', (req, res) =>
    withScript(req, res, (id) => {
      const version = Number(req.params['version']);
      return Number.isSafeInteger(version) ? publishing.version(id, version) : null;
    }),
  );

  scripts.post('/:id/check', (req, res) =>
    withBody(req, res, checkSchema, (id, { text, playsChats }) => publishing.check(id, text, playsChats)),
  );
  scripts.post('/:id/walk', (req, res) => withBody(req, res, walkSchema, (id, { text }) => publishing.walk(id, text)));
  scripts.post('/:id/impact', (req, res) =>
    withBody(req, res, impactSchema, (id, { text, policy }) => publishing.impact(id, text, policy)),
  );
  scripts.post('/:id/replay', (req, res) =>
    withBody(req, res, replaySchema, (id, { text, conversations }) => publishing.replay(id, text, conversations)),
  );
  scripts.get('/:id/diff', async (req, res) => {
    const sides = read(diffSchema, req.query, res);
    if (sides) await withScript(req, res, (id) => publishing.diff(id, sides.from, sides.to));
  });

  scripts.post('/:id/rollback', async (req, res) => {
    const scriptId = read(scriptIdSchema, req.params['id'], res);
    const request = scriptId === null ? null : read(rollBackSchema, req.body, res);
    if (scriptId !== null && request)
      sendOutcome(res, await publishing.rollBack({ ...request, scriptId, author: authorOf(req) }));
  });

  return router;
}

/** Null when it cannot be read; the caller has been told then. */
function read<T>(schema: z.ZodType<T>, value: unknown, res: Response): T | null {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  sendProblem(res, { status: 400, code: 'scripts.unreadable', title: 'What was sent cannot be read', fields });
  return null;
}

async function withScript(req: Request, res: Response, find: (id: string) => unknown): Promise<void> {
  const id = read(scriptIdSchema, req.params['id'], res);
  if (id === null) return;
  const found = await find(id);
  if (found === null || (Array.isArray(found) && found.length === 0 && req.path.endsWith('/versions'))) missing(res);
  else res.json(found);
}

async function withBody<T>(
  req: Request,
  res: Response,
  schema: z.ZodType<T>,
  act: (id: string, body: T) => Promise<unknown>,
): Promise<void> {
  const id = read(scriptIdSchema, req.params['id'], res);
  const body = id === null ? null : read(schema, req.body ?? {}, res);
  if (id === null || body === null) return;
  const found = await act(id, body);
  if (found === null) missing(res);
  else res.json(found);
}

function missing(res: Response): void {
  sendProblem(res, {
    status: 404,
    code: 'scripts.missing',
    title: 'There is no such script, or its text cannot be read yet',
  });
}

function sendOutcome(res: Response, outcome: PublishOutcome): void {
  if (outcome.kind === 'published') {
    res.json({ versions: outcome.versions.map((doc) => summaryOf(doc, doc.version)) });
    return;
  }
  const { step, reason, problems, chats } = outcome;
  const title = `Nothing was published: ${reason}`;
  sendProblem(res, { status: 422, code: 'scripts.refused', title, step, problems, chats: chats.map(chatAnswer) });
}
