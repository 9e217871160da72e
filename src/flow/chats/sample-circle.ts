import type { Instant } from '../../messaging/message.js';
import { HOUR_MS } from '../../platform/time-units.js';
import type { Call, FlowEvent, Notice, Outcome, ThingOption } from '../protocol.js';

/** As long as a request by a number can be answered. */
const ASK_LIFE_MS = 23 * HOUR_MS;
const ME: Readonly<Record<string, string>> = { en: 'Me', es: 'Para mí', ar: 'لي' };

/** Those who are booked for in the sample house, and nobody who helps: there is only one chat. */
export function createSampleCircle(language: () => string) {
  let people: readonly ThingOption[] = [];
  /** What the code given out last is for. */
  let joining: 'move' | 'link' | null = null;

  /** Nobody in the sample house answers. */
  let asked: { readonly someone: ThingOption; readonly untilUtc: Instant } | null = null;

  return {
    due(nowUtc: Instant): readonly Notice[] {
      if (asked === null || asked.untilUtc > nowUtc) return [];
      const { someone } = asked;
      asked = null;
      return [{ name: 'circle.unanswered', someone: { ...someone, detail: '' } }];
    },

    /** Somebody else's phone, or another of this person's: only what comes of it is seen here. */
    happen(what: string): FlowEvent | null {
      if (what !== 'its six digits are sent from another phone' || joining === null) return null;
      return joining === 'link'
        ? { type: 'joined', with: 'whatsapp' }
        : { type: 'leaves', joinId: 'j1', to: 'whatsapp' };
    },

    /** Null for calls of other rooms. */
    answer(call: Call, nowUtc: Instant): Outcome | null {
      switch (call.call) {
        case 'join.begin': {
          joining = call.input.of;
          const made = { of: joining, digits: '482913', until: '8:10', number: '+447700900000' };
          return { call: call.call, exit: 'made', data: made };
        }
        case 'join.split':
          return { call: call.call, exit: joining === 'link' ? 'split' : 'none', data: {} };
        case 'chat.handOver':
          return { call: call.call, exit: 'handed', data: { to: call.input.to } };
        case 'circle.offer':
          return { call: call.call, exit: 'made', data: { digits: '482913', until: '10:42', number: null } };
        case 'circle.name': {
          const name = call.input.name;
          const known = people.find((one) => one.name.toLowerCase() === name.toLowerCase());
          const someone = known ?? { id: `s${people.length + 1}`, name, detail: '' };
          if (!known) people = [...people, someone];
          return { call: call.call, exit: 'kept', data: { someone } };
        }
        case 'circle.ask': {
          const name = `${call.input.name} (…${call.input.phone.slice(-3)})`;
          const someone = { id: '', name, detail: 'Tue 24 Nov 7:00' };
          asked = { someone, untilUtc: nowUtc + ASK_LIFE_MS };
          return { call: call.call, exit: 'asked', data: { someone } };
        }
        case 'circle.answer':
          return { call: call.call, exit: 'over', data: {} };
        case 'paper.look':
          return { call: call.call, exit: 'none', data: {} };
        case 'paper.check':
        case 'paper.show': {
          const paper: ThingOption = { id: `paper_${call.input.kind}`, name: call.input.kind, detail: '' };
          return call.call === 'paper.check'
            ? { call: call.call, exit: 'good', data: { paper } }
            : { call: call.call, exit: 'kept', data: { paper } };
        }
        case 'paper.forget':
          return { call: call.call, exit: 'forgotten', data: {} };
        case 'person.save':
          return { call: call.call, exit: 'saved', data: {} };
        case 'visit.look':
          return { call: call.call, exit: call.input.reference.startsWith('OR-') ? 'order' : 'mine', data: {} };
        case 'portal.link': {
          const page = { id: '', url: 'https://shop.example/my/open/1', until: '10:42', untilUtc: nowUtc + HOUR_MS };
          return { call: call.call, exit: 'made', data: { page } };
        }
        case 'circle.end':
          people = people.filter(({ id }) => id !== call.input.id);
          return { call: call.call, exit: 'ended', data: {} };
        case 'things.list': {
          if (call.input.of !== 'people' && call.input.of !== 'helpers') return null;
          if (call.input.of === 'helpers' || people.length === 0) return { call: call.call, exit: 'none', data: {} };
          const me: ThingOption = { id: 'me', name: ME[language()] ?? ME['en']!, detail: '' };
          return { call: call.call, exit: 'found', data: { things: [me, ...people] } };
        }
        default:
          return null;
      }
    },
  };
}
