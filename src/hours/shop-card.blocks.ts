import type { Catalogue } from '../catalogue/index.js';
import type { CallHandlers, OutcomeOf } from '../flow/protocol.js';
import { formatClock, formatWhen } from '../messaging/format.js';
import type { Opening } from './opening.service.js';

/** `shop.card`: what a shop shows of itself beside its name and its address (CAT-03). */
export function createShopCardBlocks(deps: {
  readonly catalogue: Catalogue;
  readonly opening: Opening;
  /** The address that channels fetch a picture from. */
  readonly pictureUrl: (photo: string) => string;
}): CallHandlers<'shop.card'> {
  return {
    async 'shop.card'(_input, { shopId, language, nowUtc }): Promise<OutcomeOf<'shop.card'>> {
      const { shop } = await deps.catalogue.current(shopId);
      const [closed, today] = await Promise.all([
        deps.opening.closedUntil(shopId, nowUtc),
        deps.opening.today(shopId, nowUtc),
      ]);
      const clock = (atUtc: number): string => formatClock(atUtc, shop.zone, language);
      const opensAtUtc = closed?.opensAtUtc ?? null;
      const card = {
        phone: shop.phone,
        photo: shop.photo === null ? null : deps.pictureUrl(shop.photo),
        hours: today && `${clock(today.fromUtc)}-${clock(today.toUtc)}`,
        opens: opensAtUtc === null ? null : formatWhen(opensAtUtc, shop.zone, language),
      };
      return { call: 'shop.card', exit: 'shown', data: { card } };
    },
  };
}
