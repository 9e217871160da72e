import type { FlowEvent, OutcomeOf } from '../protocol.js';

const PERSON = 'Asha';

/** Who has the chat in the sample house. Every taking over and giving back raises the epoch. */
export function createSampleDesk(shopName: string) {
  let epoch = 0;
  let waitsForAnybody = false;
  return {
    handOff(): OutcomeOf<'handOff.start'> {
      waitsForAnybody = true;
      return { call: 'handOff.start', exit: 'waiting', data: { answeredBy: shopName, epoch: ++epoch } };
    },
    /** Null when it is nothing the desk does. */
    happen(what: string): FlowEvent | null {
      if (what === 'the operator presses I take it') {
        waitsForAnybody = false;
        return { type: 'owner', to: 'person', by: PERSON, epoch: ++epoch };
      }
      if (what === 'the operator presses Give back') return { type: 'owner', to: 'script', by: PERSON, epoch: ++epoch };
      const text = /^the operator writes "(.+)" and sends it$/.exec(what)?.[1];
      return text === undefined ? null : { type: 'relay', by: PERSON, text, epoch };
    },
    /** Words of the customer for the desk: until somebody has the chat, "0" gives up waiting. */
    told(text: string): FlowEvent | null {
      if (!waitsForAnybody || text.trim() !== '0') return null;
      waitsForAnybody = false;
      return { type: 'owner', to: 'script', by: null, epoch: ++epoch };
    },
  };
}
