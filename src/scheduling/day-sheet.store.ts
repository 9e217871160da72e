import type { ClientSession } from 'mongoose';
import type { Instant } from '../messaging/message.js';
import type { Mongo } from '../platform/mongo.js';
import { DAY_SHEETS, type Claim, type DaySheet } from './day-sheet.model.js';
import { doubtsAbout, putClaimPipeline, type PutRules } from './put-claim.pipeline.js';
import type { UnitChoice } from './resources.rules.js';
import {
  allSheetIds,
  personSheetIds,
  requestOnUnit,
  targetsOf,
  unitSheetIds,
  type ClaimPlace,
  type ReleasePlace,
  type Target,
} from './sheet-targets.rules.js';
import { createTurns } from './take-turns.js';

export type PutRequest = ClaimPlace &
  Omit<PutRules, 'sheetRule'> & {
    /** Rooms and devices it needs beside the person, each to be tried in this order. A claim that is ours keeps its own. */
    readonly needs?: readonly UnitChoice[];
  };

/** `noUnit`: the person's time is free, but of something it needs there is none left for anybody. */
export type Taken = { readonly kind: 'taken'; readonly noUnit?: true };

export type PutOutcome = { readonly kind: 'held'; readonly claim: Claim } | Taken;

export type PutAllOutcome = { readonly kind: 'held'; readonly claims: readonly Claim[] } | Taken;

export interface DaySheets {
  /**
   * Takes or keeps the span. One conditional update when it lies on one sheet; one transaction over the sheets in a fixed
   * order otherwise. With a `session` it becomes part of that transaction, and on `taken` the caller must abort it: some
   * of the sheets may have been written.
   */
  put(request: PutRequest, session?: ClientSession): Promise<PutOutcome>;
  /** Several claims in one act, all or none: a visit of several services. */
  putAll(requests: readonly PutRequest[], session?: ClientSession): Promise<PutAllOutcome>;
  /** Gives a hold back; a claim that has become a booking stays. True when something was there to give back. */
  releaseHold(place: ReleasePlace, claimId: string): Promise<boolean>;
  /** Frees everything a booking has on these sheets, inside the transaction that ends or moves it. */
  freeBooking(at: ReleasePlace, bookingId: string, session: ClientSession, except?: readonly string[]): Promise<void>;
  /** The live claim made under this key on that span for one of these people. */
  findByKey(
    place: Omit<ReleasePlace, 'personId'>,
    personIds: readonly string[],
    key: string,
    nowUtc: Instant,
  ): Promise<{ personId: string; claim: Claim } | null>;
  findClaim(place: ReleasePlace, claimId: string, nowUtc: Instant): Promise<Claim | null>;
  /** Every live claim on the days this span touches, in order of start: what stands there, and who is near. */
  claimsNear(place: ReleasePlace, nowUtc: Instant): Promise<readonly Claim[]>;
  /** Ends blocked time. True when there was some. */
  unblock(place: ReleasePlace, claimId: string): Promise<boolean>;
}

/** Ends our own transaction without an effect; never seen by callers. */
class TakenSignal extends Error {}

/** The store of day sheets: the only writer of claims in the product (field pain 2). */
export function createDaySheets({ mongo }: { readonly mongo: Mongo }): DaySheets {
  const sheets = mongo.connection.collection<DaySheet>(DAY_SHEETS);

  /** A hold that is still live and becomes something else: most confirmations, and all they need is to find it. */
  async function changeOwn(target: Target, request: PutRequest, session?: ClientSession): Promise<Claim | null> {
    const { claim, nowUtc, onOwn } = request;
    const live = { id: { $eq: claim.id }, kind: 'hold' as const, untilUtc: { $gt: nowUtc } };
    const changed = Object.entries(onOwn ?? {}).map(([field, value]) => [`claims.$.${field}`, value]);
    const after = await sheets.findOneAndUpdate(
      { _id: target._id, claims: { $elemMatch: live } },
      { $set: Object.fromEntries(changed) as Record<string, unknown> },
      {
        returnDocument: 'after',
        projection: { claims: { $elemMatch: { id: { $eq: claim.id } } } },
        ...(session ? { session } : {}),
      },
    );
    return after?.claims[0] ?? null;
  }

  const pushing = new Set<string>();
  const inTurn = createTurns();

  /** Most holds: a sheet that is there, with nothing on it that the whole rule would have to be asked about. */
  async function pushInto(
    { _id, sheetRule }: Target,
    request: PutRequest,
    session?: ClientSession,
  ): Promise<Claim | null> {
    const doubts = doubtsAbout(request, sheetRule);
    // In a crowd nearly everybody would be asked about: the others of it go to the whole rule at once.
    if (!doubts || pushing.has(_id)) return null;
    const { claim } = request;
    pushing.add(_id);
    try {
      const { matchedCount } = await sheets.updateOne(
        { _id, claims: { $not: { $elemMatch: { $or: doubts } } } },
        { $push: { claims: claim } },
        session ? { session } : {},
      );
      return matchedCount === 1 ? claim : null;
    } finally {
      pushing.delete(_id);
    }
  }

  async function putOn(target: Target, request: PutRequest, session?: ClientSession): Promise<Claim | null> {
    const { _id, resource, day, sheetRule } = target;
    const { claim, nowUtc, shopId, onOwn } = request;
    const settled = onOwn ? await changeOwn(target, request, session) : await pushInto(target, request, session);
    if (settled) return settled;
    const update = putClaimPipeline({ ...request, sheetRule }, { shopId, resource, day });
    const after = await sheets.findOneAndUpdate({ _id }, update, {
      upsert: true,
      returnDocument: 'after',
      projection: { claims: { $elemMatch: { id: claim.id, untilUtc: { $gt: nowUtc } } } },
      ...(session ? { session } : {}),
    });
    return after?.claims?.[0] ?? null;
  }

  async function putOnAll(
    targets: readonly Target[],
    request: PutRequest,
    session: ClientSession,
  ): Promise<PutOutcome> {
    let held: Claim | null = null;
    for (const target of targets) {
      const claim = await putOn(target, request, session);
      if (!claim) return { kind: 'taken' };
      if (target.sheetRule.rule === 'time') held = claim;
    }
    return held ? { kind: 'held', claim: held } : { kind: 'taken' };
  }

  /** One thing of a kind: on two days it may be lost on the second, and then the first must not stay. */
  async function putOnUnit(unit: string, request: PutRequest, session: ClientSession): Promise<boolean> {
    const onUnit = requestOnUnit(unit, request);
    const targets = targetsOf(onUnit);
    const outcome = await putOnAll(targets, onUnit, session);
    if (outcome.kind === 'taken' && targets.length > 1) {
      const ids = targets.map(({ _id }) => _id);
      await sheets.updateMany({ _id: { $in: ids } }, { $pull: { claims: { id: request.claim.id } } }, { session });
    }
    return outcome.kind === 'held';
  }

  /** Null when some need cannot be met. */
  async function takeUnits(held: Claim, request: PutRequest, session: ClientSession): Promise<Claim | null> {
    if (held.units) {
      // A claim of ours has its rooms already: they follow it and are never exchanged.
      for (const unit of held.units) {
        if (!(await putOnUnit(unit, { ...request, mayTake: false }, session))) return null;
      }
      return held;
    }
    const units: string[] = [];
    for (const { count, units: candidates } of request.needs ?? []) {
      let missing = count;
      for (const unit of candidates) {
        if (missing === 0) break;
        if (!(await putOnUnit(unit, request, session))) continue;
        units.push(unit);
        missing -= 1;
      }
      if (missing > 0) return null;
    }
    // On the person's sheet last: only now is it known which they are.
    for (const { _id, sheetRule } of targetsOf(request)) {
      if (sheetRule.rule !== 'time') continue;
      const own = { _id, claims: { $elemMatch: { id: { $eq: held.id } } } };
      await sheets.updateOne(own, { $set: { 'claims.$.units': units } }, { session });
    }
    return { ...held, units };
  }

  async function putWhole(request: PutRequest, session: ClientSession): Promise<PutOutcome> {
    // The person first: nearly always it is the person whom a crowd is after.
    const outcome = await putOnAll(targetsOf(request), request, session);
    if (outcome.kind === 'taken' || !(request.needs?.length || outcome.claim.units)) return outcome;
    const claim = await takeUnits(outcome.claim, request, session);
    return claim ? { kind: 'held', claim } : { kind: 'taken', noUnit: true };
  }

  async function putEach(requests: readonly PutRequest[], session: ClientSession): Promise<PutAllOutcome> {
    const claims = new Map<PutRequest, Claim>();
    // In one order whoever asks, so that two visits never wait for each other.
    const ordered = [...requests].sort(
      (one, other) => order(one.personId, other.personId) || one.claim.startsAtUtc - other.claim.startsAtUtc,
    );
    for (const request of ordered) {
      const outcome = await putWhole(request, session);
      if (outcome.kind === 'taken') return outcome;
      claims.set(request, outcome.claim);
    }
    return { kind: 'held', claims: requests.map((request) => claims.get(request)!) };
  }

  /** In a transaction of our own nothing of a lost one stays; in the caller's, the caller ends it. */
  async function whole<T extends { readonly kind: string }>(
    work: (session: ClientSession) => Promise<T>,
    session?: ClientSession,
  ): Promise<T> {
    if (session) return work(session);
    let lost: T | null = null;
    try {
      return await mongo.transaction(async (own) => {
        const outcome = await work(own);
        if (outcome.kind === 'held') return outcome;
        lost = outcome;
        throw new TakenSignal();
      });
    } catch (error) {
      if (error instanceof TakenSignal && lost) return lost;
      throw error;
    }
  }

  return {
    async put(request, session) {
      const targets = targetsOf(request);
      const [only] = targets;
      if (!session && targets.length === 1 && only && !request.needs?.length) {
        const claim = await putOn(only, request);
        // A hold with rooms whose service needs none any more: they follow it all the same.
        if (!claim?.units) return claim ? { kind: 'held', claim } : { kind: 'taken' };
      }
      const work = (): Promise<PutOutcome> => whole<PutOutcome>((own) => putWhole(request, own), session);
      // Transactions after the same rooms would only undo each other, time and again: in one process they take turns.
      return session || !request.needs?.length ? work() : inTurn(`${request.shopId}|${only?.day ?? ''}`, work);
    },

    putAll: (requests, session) => whole<PutAllOutcome>((own) => putEach(requests, own), session),

    async releaseHold(place, claimId) {
      const { modifiedCount } = await sheets.updateMany(
        { _id: { $in: [...allSheetIds(place), ...unitSheetIds(place)] } },
        { $pull: { claims: { id: claimId, kind: 'hold' } } },
      );
      return modifiedCount > 0;
    },

    async freeBooking(place, bookingId, session, except = []) {
      const claim = { bookingId: { $eq: bookingId }, id: { $nin: [...except] } };
      for (const _id of allSheetIds(place)) {
        await sheets.updateOne({ _id }, { $pull: { claims: claim } }, { session });
      }
      const unitIds = unitSheetIds(place);
      if (unitIds.length > 0) {
        await sheets.updateMany({ _id: { $in: unitIds } }, { $pull: { claims: claim } }, { session });
      }
    },

    async findByKey(place, personIds, key, nowUtc) {
      const ids = personIds.flatMap((personId) => personSheetIds({ ...place, personId }));
      const match = { key, untilUtc: { $gt: nowUtc } };
      const sheet = await sheets.findOne(
        { _id: { $in: ids }, claims: { $elemMatch: match } },
        { projection: { resource: 1, claims: { $elemMatch: match } } },
      );
      const claim = sheet?.claims[0];
      return sheet && claim ? { personId: sheet.resource, claim } : null;
    },

    async findClaim(place, claimId, nowUtc) {
      const match = { id: claimId, untilUtc: { $gt: nowUtc } };
      const sheet = await sheets.findOne(
        { _id: { $in: personSheetIds(place) }, claims: { $elemMatch: match } },
        { projection: { claims: { $elemMatch: match } } },
      );
      return sheet?.claims[0] ?? null;
    },

    async claimsNear(place, nowUtc) {
      const found = await sheets.find({ _id: { $in: personSheetIds(place) } }, { projection: { claims: 1 } }).toArray();
      // A claim over midnight stands on two sheets.
      const byId = new Map(found.flatMap(({ claims }) => claims.map((claim) => [claim.id, claim] as const)));
      return [...byId.values()]
        .filter(({ untilUtc }) => untilUtc > nowUtc)
        .sort((one, other) => one.startsAtUtc - other.startsAtUtc);
    },

    async unblock(place, claimId) {
      const { modifiedCount } = await sheets.updateMany(
        { _id: { $in: personSheetIds(place) } },
        { $pull: { claims: { id: claimId, kind: 'blocked' } } },
      );
      return modifiedCount > 0;
    },
  };
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
