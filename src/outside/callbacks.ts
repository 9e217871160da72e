import { formatWhen } from '../messaging/format.js';
import type { CallHandlers, FlowEvent, Json, OutcomeOf } from '../flow/protocol.js';
import type { Clock } from '../platform/clock.js';
import type { JobSpec } from '../platform/jobs.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import { createSigner } from '../platform/signer.js';
import { takeValues } from './answer.rules.js';
import { OUTSIDE_CALLBACKS, type CallbackRow } from './outside.model.js';
import { MINUTE_MS } from '../platform/time-units.js';

export interface CallbacksDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  /** Makes and signs the links. */
  readonly secret: string;
  readonly publicUrl: string;
  readonly findShop: (shopId: string) => Promise<{ readonly zone: string }>;
  /** Tells the chat, once however often the same id comes. */
  readonly tell: (
    conversationId: string,
    eventId: string,
    event: Extract<FlowEvent, { type: 'called' }>,
  ) => Promise<void>;
}

type Called =
  | { readonly kind: 'taken' }
  | { readonly kind: 'unknown' }
  /** Called before, or too late. */
  | { readonly kind: 'over' }
  /** Not what the script waits for: nothing was changed, and it may be called again. */
  | { readonly kind: 'wrong'; readonly name: string; readonly path: string; readonly type: string };

const SHAPE = /^([\w-]{22})\.([\w-]{22})$/;
/** A script may look at what a link brought long after: it may have been asking something else. */
const KEPT_AFTER_MS = 30 * 24 * 60 * MINUTE_MS;
const SWEEP_MS = 60_000;
const AT_ONCE_MAX = 100;

const IS_TYPE: Readonly<Record<string, (value: Json) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  flag: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value),
};

/**
 * Links that a server outside calls once, and the chat that waits for it goes on. The call is stored before the chat is
 * told, and told again by the sweep should the process end between the two; the chat takes a repeat for what it is.
 */
export function createCallbacks(deps: CallbacksDeps) {
  const { mongo, clock, log, secret, publicUrl, findShop, tell } = deps;
  const ids = createSigner({ secret, purpose: 'callback', what: 'links' });
  const links = createSigner({ secret, purpose: 'callback link', what: 'links' });
  const rows = mongo.db.collection<CallbackRow>(OUTSIDE_CALLBACKS);

  const blocks: CallHandlers<'callback.make' | 'callback.look'> = {
    /** A turn that is run again makes the same link. */
    async 'callback.make'({ lastsMin, take }, { key, shopId, conversationId, language, nowUtc }) {
      const id = ids.sign(key);
      const untilUtc = nowUtc + lastsMin * MINUTE_MS;
      const row = { shopId, conversationId, take, untilUtc, endsAt: new Date(untilUtc + KEPT_AFTER_MS) };
      await rows.updateOne({ _id: id }, { $setOnInsert: row }, { upsert: true });
      const url = `${publicUrl}/callbacks/${id}.${links.sign(id)}`;
      const until = formatWhen(untilUtc, (await findShop(shopId)).zone, language);
      return { call: 'callback.make', exit: 'made', data: { id, url, until, untilUtc } };
    },
    async 'callback.look'({ id }, { conversationId }): Promise<OutcomeOf<'callback.look'>> {
      const row = await rows.findOne({ _id: id, conversationId });
      return row?.values
        ? { call: 'callback.look', exit: 'called', data: { values: row.values } }
        : { call: 'callback.look', exit: 'waiting', data: {} };
    },
  };

  /** Null for anything we did not sign: the database is not asked about it. */
  function idOf(token: string): string | null {
    const [, id, signature] = SHAPE.exec(token) ?? [];
    if (id === undefined || signature === undefined) return null;
    return links.isSigned(signature, id) ? id : null;
  }

  /** One call of a link. Of two at once one is taken. */
  async function call(token: string, body: Json): Promise<Called> {
    const id = idOf(token);
    const row = id === null ? null : await rows.findOne({ _id: id });
    if (!row) return { kind: 'unknown' };
    const nowUtc = clock.nowUtc();
    if (row.values || row.untilUtc <= nowUtc) return { kind: 'over' };
    const values = takeValues(body, Object.fromEntries(row.take.map(({ name, path }) => [name, path])));
    const wrong = row.take.find(({ name, type }) => IS_TYPE[type]?.(values[name] ?? null) !== true);
    if (wrong) return { kind: 'wrong', ...wrong };
    const taken = await rows.updateOne(
      { _id: row._id, values: { $exists: false }, untilUtc: { $gt: nowUtc } },
      { $set: { values, calledAtUtc: nowUtc, untold: true } },
    );
    if (taken.modifiedCount !== 1) return { kind: 'over' };
    // The call is stored: a chat that cannot be told just now is told by the sweep, and the caller has nothing to repeat.
    await tellChat(row).catch((error: unknown) =>
      log.warn({ err: error }, 'a called link waits to be told to its chat'),
    );
    return { kind: 'taken' };
  }

  async function tellChat({ _id, conversationId }: CallbackRow): Promise<void> {
    await tell(conversationId, `callback:${_id}`, { type: 'called', id: _id });
    await rows.updateOne({ _id }, { $unset: { untold: 1 } });
  }

  /** Tells the chats whose links were called by a process that ended before it could. */
  async function sweep(): Promise<void> {
    const before = clock.nowUtc() - SWEEP_MS / 2;
    const left = rows.find({ untold: true, calledAtUtc: { $lte: before } }).limit(AT_ONCE_MAX);
    for await (const row of left) await tellChat(row);
  }

  const job: JobSpec = { name: 'outside.callbacks', everyMs: SWEEP_MS, run: sweep };
  return { blocks, call, sweep, job };
}

export type Callbacks = ReturnType<typeof createCallbacks>;
