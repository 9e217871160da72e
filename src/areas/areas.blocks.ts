import { allNames, nameIn } from '../catalogue/index.js';
import type { CallHandlers, OutcomeOf, ThingOption } from '../flow/protocol.js';
import type { Area } from './areas.model.js';
import type { Areas } from './areas.service.js';

/** What of a shop decides how its areas are found and called. */
interface AreasShop {
  readonly country: string;
  readonly language: string;
}

/** `area.find`, and the areas as things to choose from for those who cannot type letters. */
export function createAreaBlocks({
  areas,
  shopOf,
}: {
  readonly areas: Areas;
  readonly shopOf: (shopId: string) => Promise<AreasShop>;
}): CallHandlers<'area.find'> & {
  readonly listAreas: (shopId: string, language: string) => Promise<readonly ThingOption[]>;
} {
  return {
    async 'area.find'({ words }, { shopId, language }): Promise<OutcomeOf<'area.find'>> {
      const shop = await shopOf(shopId);
      const found = await areas.find(shopId, words, shop.country);
      if (found.kind === 'unclear') return { call: 'area.find', exit: 'unclear', data: {} };
      const { postcode } = found;
      if (found.kind === 'outside') return { call: 'area.find', exit: 'outside', data: { postcode } };
      return { call: 'area.find', exit: 'covered', data: { area: optionOf(found.area, shop, language), postcode } };
    },
    async listAreas(shopId, language) {
      const shop = await shopOf(shopId);
      return (await areas.list(shopId)).map((area) => optionOf(area, shop, language));
    },
  };
}

function optionOf(area: Area, shop: AreasShop, language: string): ThingOption {
  const { id, postcodes } = area;
  return {
    id,
    name: nameIn(area, language),
    ...allNames(area, shop.language),
    detail: postcodes.slice(0, 3).join(', '),
  };
}
