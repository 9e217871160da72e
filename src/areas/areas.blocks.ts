import type { CallHandlers, OutcomeOf, ThingOption } from '../flow/protocol.js';
import type { Area } from './areas.model.js';
import type { Areas } from './areas.service.js';

/** `area.find`, and the areas as things to choose from for those who cannot type letters. */
export function createAreaBlocks({
  areas,
  countryOf,
}: {
  readonly areas: Areas;
  readonly countryOf: (shopId: string) => Promise<string>;
}): CallHandlers<'area.find'> & { readonly listAreas: (shopId: string) => Promise<readonly ThingOption[]> } {
  return {
    async 'area.find'({ words }, { shopId }): Promise<OutcomeOf<'area.find'>> {
      const found = await areas.find(shopId, words, await countryOf(shopId));
      if (found.kind === 'unclear') return { call: 'area.find', exit: 'unclear', data: {} };
      const { postcode } = found;
      if (found.kind === 'outside') return { call: 'area.find', exit: 'outside', data: { postcode } };
      return { call: 'area.find', exit: 'covered', data: { area: optionOf(found.area), postcode } };
    },
    listAreas: async (shopId) => (await areas.list(shopId)).map(optionOf),
  };
}

function optionOf({ id, name, postcodes }: Area): ThingOption {
  return { id, name, detail: postcodes.slice(0, 3).join(', ') };
}
