import { formatMoney } from '../messaging/format.js';
import type { CallHandlers, OutcomeOf } from '../flow/protocol.js';
import { bookableService, peopleFor, type Catalogue } from './catalogue.service.js';
import { allNames, nameIn } from './names.rules.js';
import { quoteOf } from './price.rules.js';

/** The calls of the engine that only read the catalogue. */
export function createCatalogueBlocks({
  catalogue,
}: {
  readonly catalogue: Catalogue;
}): CallHandlers<'services.list' | 'people.list'> {
  return {
    async 'services.list'(_input, { shopId, language }): Promise<OutcomeOf<'services.list'>> {
      const snapshot = await catalogue.current(shopId);
      const shopLanguage = snapshot.shop.language;
      const services = snapshot.services
        .filter((service) => service.bookable && service.active)
        .map((service) => {
          const { totalMinor, currency } = quoteOf(snapshot.shop, service);
          const price = { amountMinor: totalMinor, currency };
          const { id, durationMin, pay } = service;
          const named = { name: nameIn(service, language), ...allNames(service, shopLanguage) };
          const addOns = service.addOns
            .filter(({ active }) => active)
            .map((one) => ({
              id: one.id,
              name: nameIn(one, language),
              ...allNames(one, shopLanguage),
              priceText: formatMoney({ amountMinor: one.priceMinor, currency }, language),
            }));
          const priceText = formatMoney(price, language);
          const isSooner = service.emergency && service.emergencyNoticeMin < service.noticeMin;
          const offered = {
            id,
            ...named,
            durationMin,
            price,
            priceText,
            pay,
            ...(isSooner ? { soon: true as const } : {}),
          };
          return addOns.length > 0 ? { ...offered, addOns } : offered;
        });
      if (services.length === 0) return { call: 'services.list', exit: 'none', data: {} };
      return { call: 'services.list', exit: 'found', data: { services } };
    },

    async 'people.list'({ serviceId }, { shopId }): Promise<OutcomeOf<'people.list'>> {
      const snapshot = await catalogue.current(shopId);
      const people = bookableService(snapshot, serviceId) ? peopleFor(snapshot, serviceId) : [];
      if (people.length === 0) return { call: 'people.list', exit: 'none', data: {} };
      return { call: 'people.list', exit: 'found', data: { people: people.map(({ id, name }) => ({ id, name })) } };
    },
  };
}
