import type { Catalogue } from '../catalogue/index.js';
import type { CallHandlers, OutcomeOf } from '../flow/protocol.js';
import { formatWhen } from '../messaging/format.js';
import type { Opening } from './opening.service.js';

/** `hours.check`: by the moment the message came, in the shop's zone. */
export function createHoursBlocks(deps: {
  readonly catalogue: Catalogue;
  readonly opening: Opening;
}): CallHandlers<'hours.check'> {
  return {
    async 'hours.check'(_input, { shopId, language, nowUtc }): Promise<OutcomeOf<'hours.check'>> {
      const closed = await deps.opening.closedUntil(shopId, nowUtc);
      if (!closed) return { call: 'hours.check', exit: 'open', data: {} };
      const { shop } = await deps.catalogue.current(shopId);
      const { opensAtUtc } = closed;
      const opens = opensAtUtc === null ? null : formatWhen(opensAtUtc, shop.zone, language);
      return { call: 'hours.check', exit: 'closed', data: { opens } };
    },
  };
}
