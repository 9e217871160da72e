import type { Router } from 'express';
import type { CallHandlers } from '../flow/protocol.js';
import type { JobSpec } from '../platform/jobs.js';
import { createAskServer, type AskServerDeps } from './ask-server.js';
import { createCallbackRoutes } from './callbacks.routes.js';
import { createCallbacks, type CallbacksDeps } from './callbacks.js';
import { createOutgoingEvents, type EventHook } from './outgoing-events.js';
import { createOutsideBlocks } from './outside.blocks.js';

export interface OutsideDeps extends AskServerDeps, CallbacksDeps {
  /** Where events of scripts go; null keeps them here. */
  readonly eventHook: EventHook | null;
}

export type OutsideCall = 'http.request' | 'event.emit' | 'callback.make' | 'callback.look';

/** All that scripts have to do with servers outside: asking them, telling them, waiting to be called by them. */
export function createOutside(deps: OutsideDeps): {
  readonly blocks: CallHandlers<OutsideCall>;
  readonly jobs: readonly JobSpec[];
  readonly routes: Router;
  /** Sends what is due, and tells chats what was called; the jobs do it by themselves. */
  readonly sweep: () => Promise<void>;
} {
  const ask = createAskServer(deps);
  const { mongo, clock, log, secret, eventHook: hook } = deps;
  const events = createOutgoingEvents({ mongo, clock, log, ask, hook, secret });
  const callbacks = createCallbacks(deps);
  return {
    blocks: { ...createOutsideBlocks({ mongo, clock, log, ask }), ...events.blocks, ...callbacks.blocks },
    jobs: [events.job, callbacks.job],
    routes: createCallbackRoutes({ callbacks }),
    async sweep() {
      await events.sweep();
      await callbacks.sweep();
    },
  };
}
