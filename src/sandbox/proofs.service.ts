import type { Catalogue } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { idFromKey } from '../platform/signer.js';
import { PROOF_RESULTS, type ProofRow } from './proofs.model.js';
import { auditSheets, LEASE_MS, type Proof, type ProofOutcome, type Prover } from './prove.service.js';

export type StartOutcome =
  | { readonly kind: 'started'; readonly row: ProofRow }
  /** One is under way, in this house or in another process of it. */
  | { readonly kind: 'busy' };

export interface Proofs {
  /**
   * Begins a proof and answers at once; its row says later what came of it. The same key again is the same proof. Throws
   * `UnknownShopError`.
   */
  start(input: { readonly shopId: string; readonly people?: number; readonly key: string }): Promise<StartOutcome>;
  /** Null for an id that is not this shop's. */
  find(shopId: string, proofId: string): Promise<ProofRow | null>;
  /** Proofs and audits, the latest first. */
  list(
    shopId: string,
    after: Pick<ProofRow, 'startedAtUtc' | '_id'> | null,
    limit: number,
  ): Promise<readonly ProofRow[]>;
  /** Goes through the day sheets of every shop as they are, and says what overlaps: nothing ever should. */
  auditAll(): Promise<readonly ProofRow[]>;
  /** Resolves when no proof of this process is under way. May be called twice. */
  idle(): Promise<void>;
}

export interface ProofsDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  readonly catalogue: Catalogue;
  readonly prover: Prover;
  /** How many overlaps the last audit of every shop has found together. */
  readonly onAudited?: (overlaps: number) => void;
}

const MOST_OVERLAPS = 20;

export function createProofs({ mongo, clock, log, catalogue, prover, onAudited }: ProofsDeps): Proofs {
  const rows = mongo.connection.collection<ProofRow>(PROOF_RESULTS);
  const shops = mongo.connection.collection<{ _id: string }>('shops');
  const underWay = new Set<Promise<void>>();

  /** A process that died in a proof has said nothing: past the lease of the lock it counts as failed. */
  function asItStands(row: ProofRow): ProofRow {
    const isDead = row.state === 'running' && row.startedAtUtc + LEASE_MS <= clock.nowUtc();
    return isDead ? { ...row, state: 'failed' } : row;
  }

  async function end(_id: string, found: Partial<ProofRow>): Promise<void> {
    await rows.updateOne({ _id }, { $set: { ...found, endedAtUtc: clock.nowUtc() } });
  }

  async function run(row: ProofRow, outcome: Promise<ProofOutcome>): Promise<void> {
    try {
      const result = await outcome;
      await end(row._id, result.kind === 'done' ? resultOf(result.proof) : { state: 'nothingFree' });
    } catch (error) {
      log.error({ err: error, proof: row._id }, 'a proof could not be carried out');
      // Nobody waits for this promise. Where even that cannot be written, the lease says it: see `asItStands`.
      await end(row._id, { state: 'failed' }).catch((fault: unknown) =>
        log.error({ err: fault, proof: row._id }, 'nor could that be noted'),
      );
    }
  }

  async function audit(shopId: string): Promise<ProofRow> {
    const startedAtUtc = clock.nowUtc();
    const { services } = await catalogue.current(shopId);
    const capacities = new Map(services.map(({ id, capacity }) => [id, capacity]));
    const overlaps = await auditSheets(mongo, shopId, startedAtUtc, capacities);
    const row: ProofRow = {
      ...newRow(`${shopId}\naudit ${startedAtUtc}`, shopId, 'audit', startedAtUtc),
      ...overlapsOf(overlaps),
      state: overlaps.length === 0 ? 'good' : 'bad',
      endedAtUtc: clock.nowUtc(),
    };
    // Twice in one moment is one audit.
    await rows.replaceOne({ _id: row._id }, row, { upsert: true });
    if (overlaps.length === 0) log.info({ shop: shopId }, 'the day sheets were gone through: nothing overlaps');
    else log.error({ shop: shopId, overlaps: row.overlaps }, 'somebody is booked twice');
    return row;
  }

  return {
    async start({ shopId, people, key }) {
      const { shop } = await catalogue.current(shopId);
      const row = newRow(`${shop.id}\n${key}`, shop.id, 'crowd', clock.nowUtc());
      const before = await rows.findOne({ _id: row._id });
      if (before) return { kind: 'started', row: asItStands(before) };
      const lock = await prover.take();
      if (!lock) return { kind: 'busy' };
      try {
        await rows.insertOne(row);
      } catch (error) {
        await lock.release();
        if (isDuplicateKey(error)) return { kind: 'started', row };
        throw error;
      }
      const work: Promise<void> = run(row, lock.prove(shop.id, people)).finally(() => underWay.delete(work));
      underWay.add(work);
      return { kind: 'started', row };
    },

    async find(shopId, proofId) {
      const row = await rows.findOne({ _id: String(proofId), shopId: String(shopId) });
      return row && asItStands(row);
    },

    async list(shopId, after, limit) {
      const beyond = after && {
        $or: [
          { startedAtUtc: { $lt: after.startedAtUtc } },
          { startedAtUtc: after.startedAtUtc, _id: { $lt: after._id } },
        ],
      };
      const found = await rows
        .find({ shopId: String(shopId), ...beyond })
        .sort({ startedAtUtc: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return found.map(asItStands);
    },

    async auditAll() {
      const found: ProofRow[] = [];
      for await (const { _id } of shops.find({}, { projection: { _id: 1 } }).sort({ _id: 1 })) {
        found.push(await audit(_id));
      }
      onAudited?.(found.reduce((sum, { overlapCount }) => sum + overlapCount, 0));
      return found;
    },

    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

function newRow(name: string, shopId: string, kind: ProofRow['kind'], startedAtUtc: Instant): ProofRow {
  const _id = idFromKey(name);
  const nothing = { endedAtUtc: null, crowd: null, overlaps: [], overlapCount: 0 };
  return { _id, shopId, kind, state: 'running', startedAtUtc, ...nothing };
}

function overlapsOf(overlaps: Proof['overlaps']): Pick<ProofRow, 'overlaps' | 'overlapCount'> {
  return { overlaps: overlaps.slice(0, MOST_OVERLAPS), overlapCount: overlaps.length };
}

function resultOf({ overlaps, isGood, ...crowd }: Proof): Partial<ProofRow> {
  return { state: isGood ? 'good' : 'bad', crowd, ...overlapsOf(overlaps) };
}
