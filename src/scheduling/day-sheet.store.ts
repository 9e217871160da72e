import type { ClientSession } from 'mongoose';
import type { Instant } from '../messaging/message.js';
import type { Mongo } from '../platform/mongo.js';
import { DAY_SHEETS, tallyOf, type Claim, type DaySheet } from './day-sheet.model.js';
import { doubtsAbout, putClaimPipeline, type PutRules, type SheetRule } from './put-claim.pipeline.js';
import { isoDay, type Zone } from './zone.rules.js';

/** Where a claim belongs: whose time it is, and the daily limit it counts against. */
export interface ClaimPlace {
  readonly shopId: string;
  readonly personId: string;
  /** The shop's day zone. */
  readonly dayZone: Zone;
  readonly capacity: number;
  readonly dailyCap: number | null;
}

export type PutRequest = ClaimPlace & Omit<PutRules, 'sheetRule'>;

export type PutOutcome = { readonly kind: 'held'; readonly claim: Claim } | { readonly kind: 'taken' };

export interface DaySheets {
  /**
   * Takes or keeps the span. One conditional update when it lies on one sheet; one transaction over the sheets in a fixed
   * order otherwise. With a `session` it becomes part of that transaction, and on `taken` the caller must abort it: some
   * of the sheets may have been written.
   */
  put(request: PutRequest, session?: ClientSession): Promise<PutOutcome>;
  /** Gives a hold back; a claim that has become a booking stays. True when something was there to give back. */
  releaseHold(place: ReleasePlace, claimId: string): Promise<boolean>;
  /** Frees everything a booking has on these sheets, inside the transaction that ends or moves it. */
  freeBooking(place: ReleasePlace, bookingId: string, session: ClientSession, exceptClaimId?: string): Promise<void>;
  /** The live claim made under this key on that span for one of these people. */
  findByKey(
    place: Omit<ReleasePlace, 'personId'>,
    personIds: readonly string[],
    key: string,
    nowUtc: Instant,
  ): Promise<{ personId: string; claim: Claim } | null>;
  findClaim(place: ReleasePlace, claimId: string, nowUtc: Instant): Promise<Claim | null>;
}

/** Enough to find the sheets of a span again. */
export interface ReleasePlace {
  readonly shopId: string;
  readonly personId: string;
  readonly serviceId: string | null;
  readonly dayZone: Zone;
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  readonly bufferMs: number;
}

interface Target {
  readonly _id: string;
  readonly resource: string;
  readonly day: number;
  readonly sheetRule: SheetRule;
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

  return {
    async put(request, session) {
      const targets = targetsOf(request);
      if (session) return putOnAll(targets, request, session);
      const [only] = targets;
      if (targets.length === 1 && only) {
        const claim = await putOn(only, request);
        return claim ? { kind: 'held', claim } : { kind: 'taken' };
      }
      try {
        return await mongo.transaction(async (own) => {
          const outcome = await putOnAll(targets, request, own);
          if (outcome.kind === 'taken') throw new TakenSignal();
          return outcome;
        });
      } catch (error) {
        if (error instanceof TakenSignal) return { kind: 'taken' };
        throw error;
      }
    },

    async releaseHold(place, claimId) {
      const { modifiedCount } = await sheets.updateMany(
        { _id: { $in: allSheetIds(place) } },
        { $pull: { claims: { id: claimId, kind: 'hold' } } },
      );
      return modifiedCount > 0;
    },

    async freeBooking(place, bookingId, session, exceptClaimId) {
      // No claim has an empty id.
      const claim = { bookingId: { $eq: bookingId }, id: { $ne: exceptClaimId ?? '' } };
      for (const _id of allSheetIds(place)) {
        await sheets.updateOne({ _id }, { $pull: { claims: claim } }, { session });
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
  };
}

type Span = Pick<ReleasePlace, 'shopId' | 'personId' | 'dayZone' | 'startsAtUtc' | 'endsAtUtc' | 'bufferMs'>;

/**
 * Every local day the span touches, buffers included. Two claims that stand in each other's way share an instant of one's
 * widened span, so they always share a sheet.
 */
function daysOf({ dayZone, startsAtUtc, endsAtUtc, bufferMs }: Span): number[] {
  const first = dayZone.dayOf(startsAtUtc - bufferMs);
  const last = dayZone.dayOf(endsAtUtc + bufferMs - 1);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function sheetId(shopId: string, resource: string, day: number): string {
  return `${shopId}|${resource}|${isoDay(day)}`;
}

function personSheetIds(span: Span): string[] {
  return daysOf(span).map((day) => sheetId(span.shopId, span.personId, day));
}

function allSheetIds(place: ReleasePlace): string[] {
  const ids = personSheetIds(place);
  if (place.serviceId !== null) {
    ids.push(sheetId(place.shopId, tallyOf(place.serviceId), place.dayZone.dayOf(place.startsAtUtc)));
  }
  return ids.sort();
}

/** The sheets of a claim in the one order every transaction takes them, so that two of them never wait for each other. */
function targetsOf(request: PutRequest): Target[] {
  const { shopId, personId, claim, capacity, dailyCap, dayZone } = request;
  const { startsAtUtc, endsAtUtc, bufferMs } = claim;
  const span: Span = { shopId, personId, dayZone, startsAtUtc, endsAtUtc, bufferMs };
  const targets = daysOf(span).map((day): Target => ({
    _id: sheetId(shopId, personId, day),
    resource: personId,
    day,
    sheetRule: { rule: 'time', capacity },
  }));
  if (dailyCap !== null && claim.serviceId !== null) {
    const day = dayZone.dayOf(startsAtUtc);
    const resource = tallyOf(claim.serviceId);
    targets.push({ _id: sheetId(shopId, resource, day), resource, day, sheetRule: { rule: 'count', cap: dailyCap } });
  }
  return targets.sort((one, other) => (one._id < other._id ? -1 : 1));
}
