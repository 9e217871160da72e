import type { Router } from 'express';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import { createAnswers } from './answers.store.js';
import type { ApiKeys } from './api-keys.service.js';
import type { ApiServices } from './context.js';
import { createCursors } from './cursor.js';
import type { OpenApiDocument } from './document.js';
import { LIMITS, type Limits } from './limits.js';
import { tableOf } from './operations/index.js';
import { createApiRouter } from './router.js';

export interface ApiDeps extends Omit<ApiServices, 'cursors' | 'mayGuess'> {
  readonly mongo: Mongo;
  readonly log: Log;
  readonly keys: ApiKeys;
  /** Real time; never the clock that can be moved. */
  readonly leaseClock: Clock;
  readonly publicUrl: string;
  /** Signs cursors. */
  readonly secret: string;
  readonly limits?: Limits;
}

export interface Api {
  /** Mount at `/api/v1`, before whatever else is there: paths it does not know are passed on. */
  readonly router: Router;
  readonly document: OpenApiDocument;
}

const GUESSES = 10;
const GUESS_WINDOW_S = 15 * 60;

/** The HTTP API (CAT-11): one table makes its routes and its document. */
export function createApi(deps: ApiDeps): Api {
  const { mongo, clock, log, keys, leaseClock, publicUrl, secret, limits = LIMITS } = deps;
  let guesses: RateLimiterMongo | undefined;
  async function mayGuess(at: string): Promise<boolean> {
    // Made with the first guess: it makes its own index at once, and building a house opens nothing.
    guesses ??= new RateLimiterMongo({
      storeClient: mongo.connection,
      tableName: 'api_guesses',
      keyPrefix: 'guess',
      points: GUESSES,
      duration: GUESS_WINDOW_S,
    });
    try {
      await guesses.consume(at);
      return true;
    } catch (error) {
      if (error instanceof RateLimiterRes) return false;
      throw error;
    }
  }

  const table = tableOf({ ...deps, cursors: createCursors({ secret }), mayGuess }, publicUrl);
  const answers = createAnswers({ mongo, clock: leaseClock });
  const router = createApiRouter({ operations: table.operations, keys, answers, clock, log, limits });
  return {
    router,
    get document() {
      return table.document;
    },
  };
}
