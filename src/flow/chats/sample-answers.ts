import type { Instant } from '../../messaging/message.js';
import type { Call, Outcome, PlaceView, ThingOption } from '../protocol.js';
import type { SampleDays } from './sample-days.js';
import type { SampleShop } from './sample-shops.js';

const CODE = '123456';
const POSTCODE = /\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})\b/i;
/** The one address the sample house knows by its street. */
const MILL_LANE: PlaceView = {
  text: '12 Mill Lane, London N1 7AA',
  postcode: 'N1 7AA',
  latitude: 51.53,
  longitude: -0.09,
};

/** The sample house is asked for something of a room it does not have. */
export class UnknownCallError extends Error {
  readonly call: string;

  constructor(call: string) {
    super(`the sample house does not answer ${call}`);
    this.call = call;
  }
}

/** What a house answers about its shop, its places and the customer's things. */
export function createSampleAnswers(shop: SampleShop, days: SampleDays) {
  const assets: ThingOption[] = [];

  function findArea(words: string): Outcome {
    const call = 'area.find';
    const [, outward, inward] = POSTCODE.exec(words) ?? [];
    if (outward === undefined || inward === undefined) return { call, exit: 'unclear', data: {} };
    const postcode = `${outward} ${inward}`.toUpperCase();
    const area = shop.areas.find(({ postcodes }) =>
      postcodes.some((one) => postcode.startsWith(one.includes(' ') ? one : `${one} `)),
    );
    if (!area) return { call, exit: 'outside', data: { postcode } };
    return { call, exit: 'covered', data: { area: areaOption(area), postcode } };
  }

  function areaOption(area: SampleShop['areas'][number]): ThingOption {
    return { id: area.id, ...days.named(area), detail: area.postcodes.join(', ') };
  }

  function keepAsset(words: string): Outcome {
    const known = assets.find(({ name }) => name.toLowerCase() === words.toLowerCase());
    const asset = known ?? { id: `a${assets.length + 1}`, name: words, detail: '' };
    if (!known) assets.push(asset);
    return { call: 'asset.keep', exit: 'kept', data: { asset } };
  }

  /** @throws UnknownCallError for rooms the sample house does not have. */
  function answer(call: Call, nowUtc: Instant): Outcome {
    const { facts } = shop;
    switch (call.call) {
      case 'services.list':
        return { call: call.call, exit: 'found', data: { services: days.services() } };
      case 'people.list': {
        const people = days.people(call.input.serviceId).map(({ id, name }) => ({ id, name }));
        return { call: call.call, exit: 'found', data: { people } };
      }
      case 'things.list': {
        const things = call.input.of === 'areas' ? shop.areas.map(areaOption) : assets;
        if (things.length === 0) return { call: call.call, exit: 'none', data: {} };
        return { call: call.call, exit: 'found', data: { things } };
      }
      case 'area.find':
        return findArea(call.input.words);
      case 'asset.keep':
        return keepAsset(call.input.words);
      case 'person.note':
        return { call: call.call, exit: 'noted', data: { answeredBy: facts.name } };
      case 'handOff.start':
        return { call: call.call, exit: 'nobody', data: { answeredBy: facts.name, readAt: '9:00' } };
      case 'http.request':
        return { call: call.call, exit: 'failed', data: { reason: 'nothing outside is asked here' } };
      case 'code.send':
        return { call: call.call, exit: 'sent', data: { sentTo: call.input.address, until: '10:42' } };
      case 'code.check':
        return call.input.code === CODE
          ? { call: call.call, exit: 'right', data: {} }
          : { call: call.call, exit: 'wrong', data: { triesLeft: 2 } };
      case 'consent.record':
        return { call: call.call, exit: 'recorded', data: {} };
      case 'shop.card': {
        const { phone = null, photo = null } = shop;
        return { call: call.call, exit: 'shown', data: { card: { phone, photo, ...days.hours(nowUtc) } } };
      }
      case 'hours.check':
        return days.isOpen(nowUtc)
          ? { call: call.call, exit: 'open', data: {} }
          : { call: call.call, exit: 'closed', data: { opens: 'Mon 9:00' } };
      case 'file.keep':
        return {
          call: call.call,
          exit: 'kept',
          data: { file: { id: 'f1', name: 'file', type: 'image/png', bytes: 1 } },
        };
      case 'place.find': {
        const { words, latitude, longitude } = call.input;
        const isKnown = words === null || /mill lane/i.test(words);
        const place = isKnown ? MILL_LANE : { text: words, postcode: 'N1 7AA', latitude, longitude };
        return { call: call.call, exit: 'found', data: { place } };
      }
      default:
        throw new UnknownCallError(call.call);
    }
  }

  return { answer };
}
