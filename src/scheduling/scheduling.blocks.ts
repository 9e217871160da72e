import type { Catalogue } from '../catalogue/index.js';
import type { CallHandlers, OutcomeOf } from '../flow/protocol.js';
import { formatDay } from '../messaging/format.js';
import { customerKeyOf } from '../people/index.js';
import { presentSlot } from './present-slot.js';
import type { SlotSearch } from './slot-search.service.js';
import { parseDay } from './zone.rules.js';
import { DAY_MS } from '../platform/time-units.js';

/** The engine's questions about free times. */
export function createSchedulingBlocks({
  catalogue,
  slots: slotSearch,
}: {
  readonly catalogue: Catalogue;
  readonly slots: SlotSearch;
}): CallHandlers<'slots.search'> {
  return {
    async 'slots.search'(input, { shopId, language, channel, address }): Promise<OutcomeOf<'slots.search'>> {
      const outcome = await slotSearch.search({
        ...input,
        shopId,
        customerKey: customerKeyOf({ phone: null, channel, address }),
      });
      if (outcome.kind === 'none') return { call: 'slots.search', exit: 'none', data: {} };
      const { shop } = await catalogue.stored(shopId);
      const slots = outcome.slots.map((slot) => presentSlot(slot, shop, language));
      if (outcome.kind === 'found') return { call: 'slots.search', exit: 'found', data: { slots, more: outcome.more } };
      const day = parseDay(input.localDate ?? '');
      // A calendar day has no zone: its noon in UTC is that day for everybody.
      const asked = day === null ? (input.localDate ?? '') : formatDay(day * DAY_MS + DAY_MS / 2, 'UTC', language);
      return { call: 'slots.search', exit: 'otherDay', data: { slots, reason: outcome.reason, asked } };
    },
  };
}
