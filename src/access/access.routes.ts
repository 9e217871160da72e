import MongoStore from 'connect-mongo';
import express, { type Request, type RequestHandler, type Router } from 'express';
import session from 'express-session';
import { promisify } from 'node:util';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import { sendProblem } from '../platform/problem.js';
import type { Access } from './access.service.js';
import { credentialsSchema, type Administrator } from './administrator.model.js';

declare module 'express-session' {
  interface SessionData {
    administrator: Administrator;
  }
}

const SESSION_MS = 12 * 60 * 60 * 1000;
const CHANGING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export interface AccessRoutes {
  /** Mount before every route of the panel: sessions, the check of `Origin`, and signing in and out. */
  readonly router: Router;
  /** Lets only the signed in through; the others hear 401. */
  readonly requireAdmin: RequestHandler;
  /** Who asks; only behind `requireAdmin`. */
  administratorOf(req: Request): Administrator;
}

/**
 * `/session`: POST signs in, GET says who is signed in, DELETE signs out; `/session/demo` signs in the demo owner.
 * @param deps.isDemo the simulator is on: visitors may look around without an account.
 */
export function createAccessRoutes(deps: {
  mongo: Mongo;
  access: Access;
  log: Log;
  secret: string;
  publicUrl: string;
  isDemo: boolean;
}): AccessRoutes {
  const { mongo, access, log, secret, publicUrl, isDemo } = deps;
  const router = express.Router();
  const ourOrigin = new URL(publicUrl).origin;

  router.use((req, res, next) => {
    const { origin } = req.headers;
    if (!CHANGING.has(req.method) || origin === undefined || isOurs(origin, req)) return next();
    sendProblem(res, { status: 403, code: 'access.origin', title: 'This request came from another site' });
  });

  /** The address in PUBLIC_URL, or the very host that was asked: nobody can make a browser lie about both. */
  function isOurs(origin: string, req: Request): boolean {
    return origin === ourOrigin || origin === `${req.protocol}://${req.get('host') ?? ''}`;
  }

  router.use(
    session({
      name: 'parley.panel',
      secret,
      resave: false,
      saveUninitialized: false,
      rolling: true,
      cookie: {
        httpOnly: true,
        sameSite: 'lax',
        secure: publicUrl.startsWith('https:'),
        maxAge: SESSION_MS,
        path: '/api/v1',
      },
      store: MongoStore.create({
        client: mongo.connection.getClient(),
        dbName: mongo.db.databaseName,
        collectionName: 'panel_sessions',
        ttl: SESSION_MS / 1000,
        // The house makes the index: the store's own attempt is answered to nobody when it fails.
        autoRemove: 'disabled',
        touchAfter: 5 * 60,
        stringify: false,
      }),
    }),
  );

  router.get('/session', (req, res) => {
    const { administrator } = req.session;
    if (administrator) res.json({ administrator, isDemo });
    else {
      access
        .isEmpty()
        .then((isEmpty) =>
          sendProblem(res, { status: 401, code: 'access.signIn', title: 'Please sign in', isDemo, isEmpty }),
        )
        .catch((error: unknown) => {
          log.error({ err: error }, 'administrators could not be counted');
          sendProblem(res, { status: 401, code: 'access.signIn', title: 'Please sign in', isDemo, isEmpty: false });
        });
    }
  });

  router.post('/session', express.json({ limit: '4kb' }), async (req, res) => {
    const given = credentialsSchema.safeParse(req.body);
    if (!given.success) return wrong(res);
    const outcome = await access.signIn(given.data.email, given.data.password, req.ip ?? '');
    if (outcome.kind === 'wrong') {
      log.warn({}, 'a sign-in failed');
      return wrong(res);
    }
    if (outcome.kind === 'slowDown') {
      res.set('Retry-After', String(outcome.retryAfterS));
      const minutes = Math.ceil(outcome.retryAfterS / 60);
      return sendProblem(res, {
        status: 429,
        code: 'access.slowDown',
        title: `Too many tries. Please wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, then try again`,
      });
    }
    await begin(req, outcome.administrator);
    res.json({ administrator: outcome.administrator, isDemo });
  });

  router.post('/session/demo', async (req, res) => {
    if (!isDemo)
      return sendProblem(res, { status: 404, code: 'notFound', title: 'There is no demo on this installation' });
    const administrator = await access.demoOwner();
    await begin(req, administrator);
    res.json({ administrator, isDemo });
  });

  router.delete('/session', async (req, res) => {
    await promisify(req.session.destroy.bind(req.session))();
    res.clearCookie('parley.panel', { path: '/api/v1' }).status(204).end();
  });

  return {
    router,
    requireAdmin(req, res, next) {
      if (req.session.administrator) next();
      else sendProblem(res, { status: 401, code: 'access.signIn', title: 'Please sign in' });
    },
    administratorOf(req) {
      const { administrator } = req.session;
      if (!administrator) throw new Error('a route of the panel is not behind requireAdmin');
      return administrator;
    },
  };
}

function wrong(res: express.Response): void {
  sendProblem(res, { status: 401, code: 'access.wrong', title: 'That address and password do not go together' });
}

/** A new id for the session that begins: one that was planted before signing in is worth nothing. */
async function begin(req: Request, administrator: Administrator): Promise<void> {
  await promisify(req.session.regenerate.bind(req.session))();
  req.session.administrator = administrator;
  await promisify(req.session.save.bind(req.session))();
}
