import { formatMoney } from '../messaging/format.js';
import type { CallHandlers, OutcomeOf, ServiceOption } from '../flow/protocol.js';
import type { Service, Shop } from './catalogue.model.js';
import { bookableService, peopleFor, type Catalogue } from './catalogue.service.js';
import { aboutIn, allNames, nameIn } from './names.rules.js';
import { quoteOf } from './price.rules.js';

/** The calls of the engine that only read the catalogue. */
export function createCatalogueBlocks({
  catalogue,
  pictureUrl,
}: {
  readonly catalogue: Catalogue;
  /** The address that channels fetch a picture from. */
  readonly pictureUrl: (photo: string) => string;
}): CallHandlers<'services.list' | 'people.list'> {
  return {
    async 'services.list'(_input, { shopId, language }): Promise<OutcomeOf<'services.list'>> {
      const { shop, services: all } = await catalogue.current(shopId);
      const services = all
        .filter((service) => service.bookable && service.active)
        .map((service) => optionOf(service, shop, language, pictureUrl));
      if (services.length === 0) return { call: 'services.list', exit: 'none', data: {} };
      return { call: 'services.list', exit: 'found', data: { services } };
    },

    async 'people.list'({ serviceId }, { shopId }): Promise<OutcomeOf<'people.list'>> {
      const snapshot = await catalogue.current(shopId);
      const isTheirs = snapshot.shop.assign !== 'admin' && bookableService(snapshot, serviceId);
      const people = isTheirs ? peopleFor(snapshot, serviceId) : [];
      if (people.length === 0) return { call: 'people.list', exit: 'none', data: {} };
      return { call: 'people.list', exit: 'found', data: { people: people.map(({ id, name }) => ({ id, name })) } };
    },
  };
}

/** A service as it is offered in a chat; what nobody has said of it is not there. */
function optionOf(
  service: Service,
  shop: Shop,
  language: string,
  pictureUrl: (photo: string) => string,
): ServiceOption {
  const { totalMinor, currency } = quoteOf(shop, service);
  const priced = (amountMinor: number): string => formatMoney({ amountMinor, currency }, language);
  const { id, durationMin, pay, photo, estimatedHours, capacity, proof } = service;
  const about = aboutIn(service, language);
  const estimateMin = estimatedHours === null ? durationMin : estimatedHours * 60;
  const addOns = service.addOns
    .filter(({ active }) => active)
    .map((one) => ({
      id: one.id,
      name: nameIn(one, language),
      ...allNames(one, shop.language),
      priceText: priced(one.priceMinor),
    }));
  return {
    ...{ id, name: nameIn(service, language), ...allNames(service, shop.language) },
    ...{ durationMin, price: { amountMinor: totalMinor, currency }, priceText: priced(totalMinor), pay },
    ...(service.emergency && service.emergencyNoticeMin < service.noticeMin ? { soon: true as const } : {}),
    ...(capacity > 1 || service.times === 'stored' ? { alone: true as const } : {}),
    ...(about === '' ? {} : { about }),
    ...(photo === null ? {} : { photo: pictureUrl(photo) }),
    ...(estimateMin === durationMin ? {} : { estimateMin }),
    ...(capacity > 1 ? { places: capacity } : {}),
    ...(proof === null ? {} : { proof }),
    ...(addOns.length > 0 ? { addOns } : {}),
  };
}
