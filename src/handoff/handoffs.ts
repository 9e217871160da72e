import type { CallHandlers } from '../flow/protocol.js';
import type { OperatorPort } from '../messaging/operator.js';
import type { Clock } from '../platform/clock.js';
import type { JobSpec } from '../platform/jobs.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import { createHandOffActs, type HandOffActsDeps } from './handoff.acts.js';
import { createHandOffBlocks, type Forwarded, type HandOffBlocksDeps } from './handoff.blocks.js';
import type { TalkFiles } from './handoff.files.js';
import { createShow, type ShowDeps } from './handoff.show.js';
import { createHandOffStore } from './handoff.store.js';

export interface HandOffsDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  /** Real time, for leases. */
  readonly leaseClock: Clock;
  readonly log: Log;
  /** Null where operators have no place to work. */
  readonly operators: Pick<OperatorPort, 'talks' | 'whisper'> | null;
  readonly files: TalkFiles;
  readonly tell: HandOffActsDeps['tell'];
  readonly findCustomer: ShowDeps['findCustomer'];
  readonly findShop: (
    shopId: string,
  ) => Promise<{ readonly name: string; readonly zone: string; readonly language: string }>;
  readonly closedUntil: HandOffBlocksDeps['closedUntil'];
}

export interface HandOffs {
  readonly blocks: CallHandlers<'handOff.start'>;
  forward(said: Forwarded): Promise<void>;
  /** Operators' acts and lines; null without a place for them. */
  readonly acts: Pick<ReturnType<typeof createHandOffActs>, 'take' | 'hear'> | null;
  readonly jobs: readonly JobSpec[];
  /** Resolves when nothing this process began is under way. */
  idle(): Promise<void>;
}

const SWEEP_EVERY_MS = 15_000;
/** Without a place for operators nobody adds files. */
const NO_TALKS: HandOffActsDeps['talks'] = { fetchFile: () => Promise.resolve({ kind: 'gone' }) };

/** Chats in people's hands. What is shown to operators is shown in the background: nobody's answer waits for it. */
export function createHandOffs(deps: HandOffsDeps): HandOffs {
  const { mongo, clock, leaseClock, log, operators } = deps;
  const store = createHandOffStore({ mongo, leaseClock });
  const running = new Set<Promise<void>>();
  const track = (work: Promise<void>): Promise<void> => {
    running.add(work);
    return work.finally(() => running.delete(work));
  };
  const { findCustomer, findShop } = deps;
  const { files, tell } = deps;
  const bring = operators
    ? createShow({ store, clock, log, talks: operators.talks, files, tell, findCustomer, findShop })
    : null;
  const show = async (handOffId: string): Promise<void> => {
    if (!bring) return;
    track(bring(handOffId)).catch((error: unknown) =>
      log.error({ err: error, handOff: handOffId }, 'a talk could not be shown; the sweep goes on with it'),
    );
  };
  const acts = createHandOffActs({
    store,
    clock,
    log,
    show,
    tell,
    files,
    talks: operators?.talks ?? NO_TALKS,
    whisper: operators?.whisper ?? (() => Promise.resolve()),
    shopName: async (shopId) => (await findShop(shopId)).name,
  });
  const { forward, ...blocks } = createHandOffBlocks({
    store,
    show,
    letGo: (row, nowUtc) => acts.letGo(row, nowUtc),
    isStaffed: operators !== null,
    findShop,
    closedUntil: deps.closedUntil,
  });
  return {
    blocks,
    forward,
    acts: operators ? { take: (act) => track(acts.take(act)), hear: (line) => track(acts.hear(line)) } : null,
    jobs: [{ name: 'handoff.sweep', everyMs: SWEEP_EVERY_MS, run: () => acts.sweep() }],
    async idle() {
      while (running.size > 0) await Promise.allSettled([...running]);
    },
  };
}
