import { formatClock, formatWhen } from '../../../src/messaging/format.js';
import type { Call, Json, Outcome } from '../../../src/flow/protocol.js';
import type { BookingCalls } from '../../../src/flow/protocol/booking-calls.js';
import { ZONE, type House } from './house.js';

/** The one code that is right; any other is wrong three times, then over. */
export const RIGHT_CODE = '482913';

/** Whatever is not about times and bookings. */
type LookedAt = Exclude<Call, { call: keyof BookingCalls }>;

/** Calls that prove, fetch or look something up, answered as data. @param nextId a number never given before. */
export function createLooks(house: House, nextId: () => number): (call: LookedAt, nowUtc: number) => Outcome {
  let codesTried = 0;
  let epoch = 0;
  return (call, nowUtc): Outcome => {
    switch (call.call) {
      case 'join.begin':
        return {
          call: call.call,
          exit: 'made',
          data: { of: call.input.of, digits: '482913', until: formatClock(nowUtc + 600_000, ZONE, 'en'), number: null },
        };
      case 'join.enter':
        return { call: call.call, exit: 'wrong', data: {} };
      case 'join.split':
        return { call: call.call, exit: 'none', data: {} };
      case 'chat.handOver':
        return { call: call.call, exit: 'handed', data: { to: call.input.to } };
      case 'handOff.start':
        epoch += 1;
        return { call: call.call, exit: 'waiting', data: { answeredBy: 'Maria', epoch } };
      case 'http.request': {
        const values: Record<string, Json> = {};
        for (const [name, path] of Object.entries(call.input.take)) values[name] = house.fetched[path] ?? null;
        return { call: call.call, exit: 'done', data: { status: 200, values } };
      }
      case 'event.emit':
        return { call: call.call, exit: 'emitted', data: {} };
      case 'callback.make': {
        const untilUtc = nowUtc + call.input.lastsMin * 60_000;
        const nr = nextId();
        const link = { id: `link${nr}`, url: `https://book.example/callbacks/link${nr}` };
        return { call: call.call, exit: 'made', data: { ...link, untilUtc, until: formatWhen(untilUtc, ZONE, 'en') } };
      }
      case 'callback.look': {
        const values = house.called[call.input.id];
        if (!values) return { call: call.call, exit: 'waiting', data: {} };
        return { call: call.call, exit: 'called', data: { values } };
      }
      case 'code.send':
        return {
          call: call.call,
          exit: 'sent',
          data: { sentTo: '…0123', until: formatClock(nowUtc + 600_000, ZONE, 'en') },
        };
      case 'code.check':
        codesTried += 1;
        if (call.input.code === RIGHT_CODE) return { call: call.call, exit: 'right', data: {} };
        if (codesTried > 2) return { call: call.call, exit: 'over', data: {} };
        return { call: call.call, exit: 'wrong', data: { triesLeft: 3 - codesTried } };
      case 'consent.record':
        return { call: call.call, exit: 'recorded', data: {} };
      case 'hours.check':
        if (house.isOpen) return { call: call.call, exit: 'open', data: {} };
        return { call: call.call, exit: 'closed', data: { opens: 'Mon 23 Nov 9:00' } };
      case 'file.keep': {
        const { file } = call.input;
        const name = file.name ?? 'photo.jpg';
        return {
          call: call.call,
          exit: 'kept',
          data: { file: { id: 'f1', name, type: file.type ?? 'image/jpeg', bytes: file.bytes ?? 0 } },
        };
      }
      case 'place.find': {
        const [only, second] = house.places;
        if (only === undefined) return { call: call.call, exit: 'none', data: {} };
        if (second === undefined) return { call: call.call, exit: 'found', data: { place: only } };
        return { call: call.call, exit: 'unsure', data: { places: house.places } };
      }
      case 'things.list':
      case 'queue.place':
      case 'queue.later':
      case 'queue.leave':
        return { call: call.call, exit: 'none', data: {} };
      case 'area.find':
        return { call: call.call, exit: 'unclear', data: {} };
      case 'asset.keep':
        return { call: call.call, exit: 'kept', data: { asset: { id: 'a1', name: call.input.words, detail: '' } } };
      case 'queue.join':
        return { call: call.call, exit: 'closed', data: {} };
      case 'wait.join':
      case 'wait.decline': {
        const wait = { id: 'w1', name: 'Haircut', detail: 'mornings until Sat 28 Nov' };
        if (call.call === 'wait.join') return { call: call.call, exit: 'joined', data: { wait } };
        return { call: call.call, exit: 'kept', data: { wait } };
      }
      case 'visit.look':
        return { call: call.call, exit: 'mine', data: {} };
      case 'wait.leave':
        return { call: call.call, exit: 'left', data: {} };
      default:
        throw new Error(`this house has no room for ${call.call}`);
    }
  };
}
