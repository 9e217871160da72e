import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

export interface BareState {
  step: number;
  service?: string;
  day?: string;
  time?: string;
  name?: string;
  phone?: string;
  confirmed?: string;
}

const SERVICES = ['haircut', 'colour', 'shave'];
const HOURS = ['h10', 'h11', 'h14'];

/** The floor: the shortest code that asks the same six questions and refuses the same wrong answers. */
export function bareReduce(before: BareState | null, raw: string): { state: BareState; reply: string } {
  const state = before ?? { step: -1 };
  const text = raw.trim();
  switch (state.step) {
    case -1:
      state.step = 0;
      return { state, reply: 'What would you like?\n1 Haircut\n2 Colour\n3 Shave' };
    case 0: {
      const service = SERVICES[Number(text) - 1];
      if (!service) return { state, reply: 'Please answer with a number from 1 to 3.' };
      state.service = service;
      state.step = 1;
      return { state, reply: 'Which day?' };
    }
    case 1: {
      const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
      const day = match ? new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]))) : null;
      if (!day || day.toISOString().slice(0, 10) !== text || text < new Date().toISOString().slice(0, 10)) {
        return { state, reply: 'Please text me a day.' };
      }
      state.day = text;
      state.step = 2;
      return { state, reply: `What time on ${text}?\n1 10:00\n2 11:00\n3 14:00` };
    }
    case 2: {
      const time = HOURS[Number(text) - 1];
      if (!time) return { state, reply: 'Please answer with a number from 1 to 3.' };
      state.time = time;
      state.step = 3;
      return { state, reply: 'What is your name?' };
    }
    case 3:
      if (!/\p{L}/u.test(text) || text.length > 60) return { state, reply: 'Please text me a name, in letters.' };
      state.name = text.replace(/\s+/g, ' ');
      state.step = 4;
      return { state, reply: 'And your phone number?' };
    case 4: {
      const phone = parsePhoneNumberFromString(text, isSupportedCountry('GB') ? 'GB' : undefined);
      if (!phone?.isPossible()) return { state, reply: 'Please text me a phone number with its area code.' };
      state.phone = phone.number;
      state.step = 5;
      return {
        state,
        reply: `${state.name}, ${state.service}, ${state.day} ${state.time}, ${state.phone}.\n1 Book it\n2 Start again`,
      };
    }
    default:
      if (text !== '1') return { state, reply: 'Please answer with a number from 1 to 2.' };
      state.confirmed = 'book';
      return { state, reply: 'Booked.' };
  }
}
