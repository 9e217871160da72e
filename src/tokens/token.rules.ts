import type { PolicySettings } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import { zoneOf } from '../scheduling/index.js';
import type { PurseRow } from './token.model.js';
import { DAY_MS } from '../platform/time-units.js';

/** The shop's month at an instant, and when its next one begins on the shop's clock. */
export function monthAt(atUtc: Instant, zoneName: string): { readonly month: string; readonly endsAtUtc: Instant } {
  const zone = zoneOf(zoneName);
  const today = new Date(zone.dayOf(atUtc) * DAY_MS);
  const firstOfNext = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1) / DAY_MS;
  return { month: today.toISOString().slice(0, 7), endsAtUtc: zone.wallUtc(firstOfNext, 0) };
}

/** One purse for the whole house, or one a shop (CF-24). */
export function purseIdOf(shopId: string, customerKey: string, { tokenScope }: Pick<PolicySettings, 'tokenScope'>) {
  const scope = tokenScope === 'global' ? '*' : shopId;
  return { _id: `${scope}/${customerKey}`, scope, customerKey };
}

type Money = Pick<PurseRow, 'balance' | 'month' | 'resetsAtUtc' | 'blockedUntilUtc'>;

/** What a purse is worth now: full in a new month (CX-08), else what is left. A month that lies behind fills nothing. */
export function standingOf(
  purse: Money | null,
  nowUtc: Instant,
  { zone, grant }: { readonly zone: string; readonly grant: number },
): Money {
  const { month, endsAtUtc } = monthAt(nowUtc, zone);
  if (purse && purse.month >= month) return purse;
  return { balance: grant, month, resetsAtUtc: endsAtUtc, blockedUntilUtc: null };
}
