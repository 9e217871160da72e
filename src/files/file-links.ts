import type { Clock } from '../platform/clock.js';
import { createSigner } from '../platform/signer.js';
import { DAY_MS } from '../platform/time-units.js';

export interface FileLinks {
  /** A short address of a kept file for the people of the shop, good for ninety days. */
  urlOf(fileId: string): string;
  /** Which file a token opens; null for anything we did not sign or that has ended. */
  open(token: string): string | null;
}

/** Visits are booked weeks ahead, and the card of one is read on its day. */
const LIFE_DAYS = 90;
const SHAPE = /^([\w-]{22})\.([0-9a-z]{1,6})\.([\w-]{22})$/;

/** `<file>.<last day in base 36>.<signature>`: nothing is stored for a link. */
export function createFileLinks(deps: {
  readonly secret: string;
  readonly publicUrl: string;
  readonly clock: Clock;
}): FileLinks {
  const { secret, publicUrl, clock } = deps;
  const { sign, isSigned } = createSigner({ secret, purpose: 'file', what: 'file links' });
  return {
    urlOf(fileId) {
      const lastDay = (Math.floor(clock.nowUtc() / DAY_MS) + LIFE_DAYS).toString(36);
      return `${publicUrl}/f/${fileId}.${lastDay}.${sign(fileId, lastDay)}`;
    },
    open(token) {
      const [, fileId, lastDay, signature] = SHAPE.exec(token) ?? [];
      if (fileId === undefined || lastDay === undefined || signature === undefined) return null;
      if (!isSigned(signature, fileId, lastDay)) return null;
      return clock.nowUtc() < (Number.parseInt(lastDay, 36) + 1) * DAY_MS ? fileId : null;
    },
  };
}
