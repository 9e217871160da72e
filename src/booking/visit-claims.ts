import type { ClientSession } from 'mongoose';
import { partIds } from '../flow/index.js';
import type { Claim, DaySheets, PutRequest, UnitChoice } from '../scheduling/index.js';
import type { ResolvedHold } from './hold-claim.js';
import { claimIdOf, parseHoldId } from './hold-id.js';

/** What is the same for every part of a visit. */
export type VisitRules = Pick<PutRequest, 'nowUtc' | 'onOwn' | 'mayTake' | 'ignoreBookingId' | 'ignoreBuffers'> & {
  /** The id of an earlier hold of the same chat. */
  readonly replaces: string | null;
  /** What to try for the needs of each part, in place of the shop's order. */
  readonly needs?: readonly (readonly UnitChoice[])[];
  /** In place of the service's own limit of a day. */
  readonly dailyCap?: number;
};

export type VisitOutcome =
  | { readonly kind: 'held'; readonly claims: readonly [Claim, ...Claim[]] }
  | { readonly kind: 'taken'; readonly noUnit?: true };

/**
 * Takes or keeps the claims of a visit, all of them or none: an ordinary visit by the store's single update, one of several
 * parts in one transaction. With a `session` the caller must abort it on `taken`.
 */
export async function putVisit(
  sheets: Pick<DaySheets, 'put' | 'putAll'>,
  { parts }: Pick<ResolvedHold, 'parts'>,
  claims: readonly [Claim, ...Claim[]],
  { replaces, needs, dailyCap, ...rules }: VisitRules,
  session?: ClientSession,
): Promise<VisitOutcome> {
  const ids = claims.map(({ id }) => id);
  const gone = replaces === null ? null : claimIdsOf(replaces);
  const requests = parts.map((part, place): PutRequest => {
    const claim = claims[place]!;
    return {
      ...part.place,
      ...(dailyCap !== undefined && part.place.dailyCap !== null ? { dailyCap } : {}),
      ...rules,
      needs: needs?.[place] ?? part.needs,
      claim,
      replaces: gone,
      ...(parts.length > 1 ? { besides: ids.filter((id) => id !== claim.id) } : {}),
    };
  });
  const [only, ...more] = requests;
  if (more.length > 0) {
    const outcome = await sheets.putAll(requests, session);
    return outcome.kind === 'taken' ? outcome : { kind: 'held', claims: asMany(outcome.claims) };
  }
  const outcome = await sheets.put(only!, session);
  return outcome.kind === 'taken' ? outcome : { kind: 'held', claims: [outcome.claim] };
}

/** Every claim that may stand for a hold: more than there are does no harm. */
export function claimIdsOf(holdId: string): readonly string[] {
  const ref = parseHoldId(holdId);
  return partIds(ref?.serviceId ?? '').map((_, place) => claimIdOf(holdId, place));
}

function asMany(claims: readonly Claim[]): readonly [Claim, ...Claim[]] {
  const [first, ...rest] = claims;
  if (!first) throw new RangeError('a visit has at least one claim');
  return [first, ...rest];
}
