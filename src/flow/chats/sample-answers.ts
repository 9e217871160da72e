import type { Instant } from '../../messaging/message.js';
import type { Call, Outcome } from '../protocol.js';
import { isOpen, PEOPLE, SAMPLE_SHOP, SERVICES } from './sample-days.js';

const CODE = '123456';

/** The sample house is asked for something of a room it does not have. */
export class UnknownCallError extends Error {
  readonly call: string;

  constructor(call: string) {
    super(`the sample house does not answer ${call}`);
    this.call = call;
  }
}

/** What a house answers that keeps nothing of it. @throws UnknownCallError for rooms it does not have. */
export function answerPlain(call: Call, nowUtc: Instant): Outcome {
  switch (call.call) {
    case 'services.list':
      return { call: call.call, exit: 'found', data: { services: SERVICES } };
    case 'people.list': {
      const { serviceId } = call.input;
      const people = PEOPLE.filter(({ does }) => does.includes(serviceId)).map(({ id, name }) => ({ id, name }));
      return { call: call.call, exit: 'found', data: { people } };
    }
    case 'person.note':
      return { call: call.call, exit: 'noted', data: { answeredBy: SAMPLE_SHOP.name } };
    case 'handOff.start':
      return { call: call.call, exit: 'nobody', data: { answeredBy: SAMPLE_SHOP.name, readAt: '9:00' } };
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
    case 'hours.check':
      return isOpen(nowUtc)
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
      const place = { text: words ?? '12 Mill Lane', postcode: 'N1 7AA', latitude, longitude };
      return { call: call.call, exit: 'found', data: { place } };
    }
    default:
      throw new UnknownCallError(call.call);
  }
}
