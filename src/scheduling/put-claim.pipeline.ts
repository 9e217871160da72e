import type { Claim } from './day-sheet.model.js';
import type { Instant } from '../messaging/message.js';

/** How a sheet decides whether a claim fits. */
export type SheetRule =
  /** A person's time: nothing may overlap; `capacity` > 1 lets the same service share the very same time. */
  | { readonly rule: 'time'; readonly capacity: number }
  /** A counting sheet: at most `cap` live claims. */
  | { readonly rule: 'count'; readonly cap: number };

export interface PutRules {
  readonly claim: Claim;
  readonly sheetRule: SheetRule;
  readonly nowUtc: Instant;
  /** What to write over a live claim of the same id; null keeps it as it is. A booking is never turned back into a hold. */
  readonly onOwn: Partial<Pick<Claim, 'kind' | 'untilUtc' | 'bookingId' | 'amountMinor' | 'quote'>> | null;
  /** False: only a live claim of the same id may be changed, nothing new is taken. */
  readonly mayTake: boolean;
  /** An earlier hold of the same chat, or each of its claims: it neither stands in the way nor survives. */
  readonly replaces: string | readonly string[] | null;
  /** The other parts of the same visit: nobody needs a pause between two of them. */
  readonly besides?: readonly string[];
  /** A booking whose own claims do not stand in the way: it is being moved. */
  readonly ignoreBookingId: string | null;
  /** Staff may put visits closer together than the buffers ask for (CF-09); never over each other. */
  readonly ignoreBuffers?: boolean;
}

/**
 * The update that is the whole guard against double booking: in one step on one document it either adds the claim (and
 * drops lapsed ones), changes the claim that is already ours, or leaves the sheet exactly as it was.
 *
 * A pipeline and not a `$push` with the condition in the filter: with an upsert a filter that does not match tries to
 * insert and fails on the duplicate `_id`, so a lost race and a new sheet would look alike and need a second command.
 * @param sheet what else a new sheet is written with.
 */
export function putClaimPipeline(rules: PutRules, sheet: object = {}): object[] {
  const { claim, nowUtc, onOwn, mayTake, ignoreBookingId, besides = [] } = rules;
  const replaces = typeof rules.replaces === 'string' ? [rules.replaces] : (rules.replaces ?? []);
  // Text goes in as a literal: a key that begins with `$` must stay text.
  const own = { $eq: ['$$c.id', { $literal: claim.id }] };
  const goes = [own, ...replaces.map((id) => ({ $eq: ['$$c.id', { $literal: id }] }))];
  const harmless = [
    ...(ignoreBookingId === null ? [] : [{ $eq: ['$$c.bookingId', { $literal: ignoreBookingId }] }]),
    ...besides.map((id) => ({ $eq: ['$$c.id', { $literal: id }] })),
  ];
  const changed = onOwn
    ? { $cond: [{ $eq: ['$$mine.kind', 'booking'] }, '$$mine', { $mergeObjects: ['$$mine', { $literal: onOwn }] }] }
    : '$$mine';
  return [
    {
      $set: {
        ...sheet,
        claims: {
          $let: {
            vars: { live: filter('$claims', { $gt: ['$$c.untilUtc', nowUtc] }) },
            in: {
              $let: {
                vars: {
                  mine: { $first: filter('$$live', own) },
                  kept: filter('$$live', { $not: [{ $or: goes }] }),
                  rivals: filter('$$live', { $not: [{ $or: [...goes, ...harmless] }] }),
                },
                in: {
                  $switch: {
                    branches: [
                      {
                        case: { $ne: [{ $type: '$$mine' }, 'missing'] },
                        then: { $concatArrays: ['$$kept', [changed]] },
                      },
                      {
                        case: mayTake ? fits(rules) : false,
                        then: { $concatArrays: ['$$kept', [{ $literal: claim }]] },
                      },
                    ],
                    default: { $ifNull: ['$claims', []] },
                  },
                },
              },
            },
          },
        },
      },
    },
  ];
}

/**
 * What on a sheet makes a plain `$push` of the claim doubtful, as alternatives for `$elemMatch`; null when the push is
 * never enough. A push costs the server about a quarter less than the pipeline. It may doubt too much, never too little:
 * where it doubts, the pipeline decides. A lapsed claim is a doubt too, because only the pipeline clears it away.
 */
export function doubtsAbout(
  { claim, nowUtc, mayTake, replaces, ignoreBuffers = false }: Omit<PutRules, 'sheetRule'>,
  sheetRule: SheetRule,
): object[] | null {
  if (!mayTake || ignoreBuffers || replaces !== null || sheetRule.rule !== 'time' || sheetRule.capacity !== 1)
    return null;
  const { id, startsAtUtc, endsAtUtc, bufferMs } = claim;
  return [
    { id: { $eq: id } },
    { untilUtc: { $lte: nowUtc } },
    // The larger buffer of two neighbours counts, and a filter cannot reckon with another claim's own.
    { bufferMs: { $gt: bufferMs } },
    { startsAtUtc: { $lt: endsAtUtc + bufferMs }, endsAtUtc: { $gt: startsAtUtc - bufferMs } },
  ];
}

function fits({ claim, sheetRule, ignoreBuffers = false }: PutRules): object {
  if (sheetRule.rule === 'count') return { $lt: [{ $size: '$$rivals' }, sheetRule.cap] };
  const { startsAtUtc, endsAtUtc, bufferMs, serviceId, seats } = claim;
  const gapMs = ignoreBuffers ? 0 : { $max: ['$$c.bufferMs', bufferMs] };
  const overlaps = {
    $and: [
      { $lt: [{ $subtract: ['$$c.startsAtUtc', gapMs] }, endsAtUtc] },
      { $gt: [{ $add: ['$$c.endsAtUtc', gapMs] }, startsAtUtc] },
    ],
  };
  if (sheetRule.capacity === 1) return { $eq: [filter('$$rivals', overlaps), []] };
  const together = {
    $and: [
      { $eq: ['$$c.serviceId', { $literal: serviceId }] },
      { $eq: ['$$c.startsAtUtc', startsAtUtc] },
      { $eq: ['$$c.endsAtUtc', endsAtUtc] },
    ],
  };
  const seatsTaken = { $sum: { $map: { input: filter('$$rivals', together), as: 'c', in: '$$c.seats' } } };
  return {
    $and: [
      { $eq: [filter('$$rivals', { $and: [overlaps, { $not: [together] }] }), []] },
      { $lte: [{ $add: [seatsTaken, seats] }, sheetRule.capacity] },
    ],
  };
}

function filter(input: string, cond: object): object {
  return { $filter: { input: { $ifNull: [input, []] }, as: 'c', cond } };
}
