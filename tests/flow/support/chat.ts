import { applyTurn, createState, reduce, type FlowState, type Library, type Turn } from '../../../src/flow/index.js';
import type { FlowEvent, Notice } from '../../../src/flow/protocol.js';
import type { ChannelId, OutboundMessage } from '../../../src/messaging/message.js';
import { numberedText } from '../../../src/messaging/plain.js';
import { createHouse, type House } from './house.js';
import { testLibrary } from './scripts.js';

/** A conversation with the engine: what is said goes in, what the person would read comes back. */
export interface Chat {
  /** Says it and waits until nothing more of it is expected. */
  says(text: string): string;
  /** Says it as a part: what comes next comes at once. */
  types(text: string): string;
  /** Lets so much time pass, every timer ringing when it is due. Everything said meanwhile comes back. */
  passes(ms: number): string;
  taps(stepId: string, choiceId: string, label?: string): string;
  sends(event: FlowEvent): string;
  hears(notice: Notice): string;
  waits(ms: number): void;
  readonly house: House;
  readonly messages: OutboundMessage[];
  readonly turns: Turn[];
  state: FlowState;
  nowUtc: number;
}

export function createChat({
  library = testLibrary(),
  channel = 'sms',
  person = {},
  profile = null,
}: {
  library?: Library;
  channel?: ChannelId;
  person?: FlowState['person'];
  profile?: { displayName?: string; phone?: string } | null;
} = {}): Chat {
  const house = createHouse();
  const fresh = createState({ shopId: 'willow', channel, language: 'en', profile });
  const chat: Chat = {
    house,
    messages: [],
    turns: [],
    state: { ...fresh, person: { ...fresh.person, ...person } },
    nowUtc: Date.UTC(2026, 10, 21, 10, 32),
    says(text) {
      const said = chat.types(text);
      return chat.state.control.tm?.['part'] === undefined
        ? said
        : [said, chat.passes(2_500)].filter(Boolean).join('\n---\n');
    },
    types: (text) => chat.sends({ type: 'text', text }),
    passes(ms) {
      const endsUtc = chat.nowUtc + ms;
      const said: string[] = [];
      for (;;) {
        const due = Object.entries(chat.state.control.tm ?? {}).sort(([, a], [, b]) => a - b)[0];
        if (!due || due[1] > endsUtc) break;
        chat.nowUtc = due[1];
        said.push(chat.sends({ type: 'timer', id: due[0] }));
      }
      chat.nowUtc = endsUtc;
      return said.filter(Boolean).join('\n---\n');
    },
    taps: (stepId, choiceId, label) =>
      chat.sends({ type: 'choice', stepId, choiceId, ...(label === undefined ? {} : { label }) }),
    hears: (notice) => chat.sends({ type: 'notice', notice }),
    waits(ms) {
      chat.nowUtc += ms;
    },
    sends(event) {
      const said: OutboundMessage[] = [];
      let next: FlowEvent | null = event;
      for (let calls = 0; next; calls++) {
        if (calls > 20) throw new Error('more than 20 calls in one turn');
        const turn: Turn = reduce(library, deepFreeze(chat.state), deepFreeze(next), chat.nowUtc);
        chat.turns.push(turn);
        chat.state = stored(applyTurn(chat.state, turn));
        next = null;
        for (const effect of turn.effects) {
          if (effect.effect === 'say') said.push(effect.message);
          if (effect.effect === 'call') next = { type: 'outcome', outcome: house.perform(effect.call, chat.nowUtc) };
        }
      }
      chat.messages.push(...said);
      return said.map(numberedText).join('\n---\n');
    },
  };
  return chat;
}

/** As the database gives it back; what would not survive there fails the test. */
function stored(state: FlowState): FlowState {
  const text = JSON.stringify(state, (_key, value: unknown) => {
    if (value === undefined) throw new Error('an undefined value would be stored');
    return value;
  });
  return JSON.parse(text) as FlowState;
}

export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}

/** The id of the question asked last, and of its choices by label. */
export function lastQuestion(chat: Chat): OutboundMessage & { stepId: string } {
  const message = chat.messages.findLast(({ stepId }) => stepId !== undefined);
  if (message?.stepId === undefined) throw new Error('nothing was asked');
  return { ...message, stepId: message.stepId };
}
