import { presentBooking } from '../booking/index.js';
import type { Catalogue } from '../catalogue/index.js';
import type { CallHandlers, OutcomeOf } from '../flow/protocol.js';
import type { Clock } from '../platform/clock.js';
import { BookingGoneError } from './change.errors.js';
import type { Changes } from './changes.service.js';

export function createChangeBlocks(deps: {
  readonly changes: Pick<Changes, 'ask'>;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
}): CallHandlers<'change.request'> {
  const { changes, catalogue, clock } = deps;
  return {
    async 'change.request'(
      input,
      { shopId, conversationId, key, language, alsoIn },
    ): Promise<OutcomeOf<'change.request'>> {
      const outcome = await changes.ask({ ...input, shopId, conversationId, key, ...(alsoIn && { alsoIn }) });
      if (!outcome.booking) throw new BookingGoneError(input.bookingId);
      const { shop } = await catalogue.current(shopId);
      const booking = presentBooking(outcome.booking, shop, language, clock.nowUtc());
      return { call: 'change.request', exit: outcome.kind, data: { booking } };
    },
  };
}
