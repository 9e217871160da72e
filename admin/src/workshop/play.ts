import { createSampleHouse, sampleShopOf, type SampleHouse, type SampleShop } from '../../../src/flow/chats/index.js';
import { applyTurn, createState, reduce, type FlowState, type Library } from '../../../src/flow/index.js';
import type { Call, FlowEvent, Outcome } from '../../../src/flow/protocol.js';
import { formatWhen } from '../../../src/messaging/format.js';
import type { ChannelId, OutboundMessage } from '../../../src/messaging/message.js';
import { dressOf } from './dress.js';
import type { Happening, PreviewLine, PreviewShown, PreviewStep, PreviewWish, Switches } from './protocol.js';

const MINUTE_MS = 60_000;
const FRAGMENTS_MS = 2_500;
/** So that the clock on the preview moves, as it does between two texts. */
const ANSWER_MS = 20_000;
/** A draft may go round: the preview says so instead of hanging. */
const CALLS_MAX = 20;
const RINGS_MAX = 200;
const SHOP_ID = 'sample';

const PROFILES: Readonly<Record<ChannelId, { displayName?: string; phone?: string } | null>> = {
  sms: { phone: '+447700900123' },
  whatsapp: { displayName: 'Rosa Field', phone: '+447700900123' },
  telegram: { displayName: 'Rosa Field' },
  webchat: null,
};

/** Plays the steps from the beginning through the engine and a house of data. Nothing leaves the browser. */
export function playPreview(library: Library, wish: PreviewWish, startScript: string): PreviewShown {
  const player = createPlayer(library, wish, startScript);
  player.begin();
  for (const [step, one] of wish.steps.entries()) {
    const why = player.fault ?? player.take(one);
    if (why !== null) return { ...player.shown(), halted: { step, why } };
  }
  const why = player.fault;
  return { ...player.shown(), halted: why === null ? null : { step: wish.steps.length, why } };
}

function createPlayer(given: Library, wish: PreviewWish, startScript: string) {
  const { channel, language, switches } = wish;
  // The demo business of that trade: cleaners have rooms and postcodes, salons have neither.
  const sample = sampleShopOf(startScript);
  const house = createPreviewHouse(switches, sample);
  const library: Library = { ...given, shop: () => ({ ...sample.facts, script: startScript }) };
  const lines: PreviewLine[] = [];
  let state: FlowState = createState({
    shopId: SHOP_ID,
    who: 'preview',
    channel,
    language,
    profile: PROFILES[channel],
  });
  let nowUtc = wish.startsAtUtc;
  let last: OutboundMessage | null = null;
  let fault: string | null = null;

  function send(event: FlowEvent): void {
    let next: FlowEvent | null = event;
    for (let calls = 0; next && calls <= CALLS_MAX; calls++) {
      const turn = reduce(library, state, next, nowUtc);
      state = applyTurn(state, turn);
      house.speak(state.control.lang);
      fault ??= turn.fault ?? null;
      next = null;
      for (const effect of turn.effects) {
        if (effect.effect === 'say') {
          lines.push(dressOf(channel, effect.message));
          last = effect.message;
        }
        if (effect.effect === 'forward') {
          note(`${state.control.own?.by ?? 'The desk'} reads this`);
          next = house.told(effect.text);
        }
        if (effect.effect === 'call') {
          const outcome = performed(effect.call);
          if (outcome) next = { type: 'outcome', outcome };
        }
      }
    }
    if (next) fault ??= `It asks the house more than ${CALLS_MAX} times without a word to the person`;
  }

  /** What a draft may ask for is more than the house of data has. */
  function performed(call: Call): Outcome | null {
    try {
      return house.perform(call, nowUtc);
    } catch (error) {
      fault ??= `Only the real house can answer this: ${error instanceof Error ? error.message : call.call}`;
      return null;
    }
  }

  const note = (words: string): void => void lines.push({ by: 'house', note: words });

  function pass(ms: number): void {
    const endsUtc = nowUtc + ms;
    for (let rings = 0; rings < RINGS_MAX; rings++) {
      const due = Object.entries(state.control.tm ?? {}).sort(([, one], [, other]) => one - other)[0];
      if (!due || due[1] > endsUtc) break;
      nowUtc = Math.max(nowUtc, due[1]);
      send({ type: 'timer', id: due[0] });
    }
    nowUtc = endsUtc;
    for (const notice of house.due(nowUtc)) send({ type: 'notice', notice });
  }

  function says(text: string): void {
    lines.push({ by: 'person', text });
    send({ type: 'text', text });
    if (state.control.tm?.['part'] !== undefined) pass(FRAGMENTS_MS);
  }

  function chooses(step: Extract<PreviewStep, { kind: 'choice' }>): string | null {
    const offered = [...(last?.choices ?? []), ...(last?.waysOut ?? [])];
    const choice = offered.find(({ id }) => id === step.choiceId);
    if (!choice || last?.stepId === undefined) return `"${step.label}" is not offered here any more`;
    lines.push({ by: 'person', text: channel === 'sms' ? choice.digit : choice.label });
    if (channel === 'sms') send({ type: 'text', text: choice.digit });
    else send({ type: 'choice', stepId: last.stepId, choiceId: choice.id, label: choice.label });
    return null;
  }

  function happens(what: Happening): void {
    const { own } = state.control;
    if (what === 'givesBack') {
      note(`${own?.by ?? 'The person at the desk'} gives the chat back`);
      send({ type: 'owner', to: 'script', by: own?.by ?? 'Maria', epoch: (own?.e ?? 0) + 1 });
      return;
    }
    const { words, happening } = HAPPENINGS[what];
    const news = house.happen(happening, nowUtc) ?? [];
    note(news.length > 0 ? words : `${words}: nothing waits for that`);
    for (const notice of news) send({ type: 'notice', notice });
  }

  return {
    begin() {
      if (channel === 'sms' || channel === 'whatsapp') says('hi');
      else send({ type: 'start' });
    },
    get fault() {
      return fault;
    },
    take(step: PreviewStep): string | null {
      nowUtc += ANSWER_MS;
      if (step.kind === 'text') says(step.text);
      else if (step.kind === 'choice') return chooses(step);
      else if (step.kind === 'happens') happens(step.what);
      else {
        pass(step.minutes * MINUTE_MS);
        note(`It is ${formatWhen(nowUtc, sample.facts.zone, 'en')}`);
      }
      return null;
    },
    shown(): Omit<PreviewShown, 'halted'> {
      const top = state.control.frames.at(-1);
      return { lines, at: top ? { script: top.s, block: top.b } : null, startsIn: startScript };
    },
  };
}

const HAPPENINGS: Readonly<Record<Exclude<Happening, 'givesBack'>, { words: string; happening: string }>> = {
  accepts: { words: 'The shop accepts', happening: 'the operator presses Accept' },
  rejects: { words: 'The shop says no', happening: 'the operator presses Reject' },
  pays: { words: 'The money arrives', happening: 'the person pays' },
};

interface PreviewHouse extends Pick<SampleHouse, 'happen' | 'due' | 'told' | 'speak'> {
  perform(call: Call, nowUtc: number): Outcome;
}

/** The house of data, with a few answers switched to what seldom happens. */
function createPreviewHouse(switches: Switches, sample: SampleShop): PreviewHouse {
  const house = createSampleHouse(sample);
  let language = sample.facts.language;
  const used = new Set<keyof Switches>();
  const isDue = (name: keyof Switches): boolean => switches[name] && !used.has(name) && Boolean(used.add(name));

  function perform(call: Call, nowUtc: number): Outcome {
    if (call.call === 'hold.place' && isDue('timeGone')) return gone(call, nowUtc);
    if (call.call === 'payment.request' && isDue('paymentFails'))
      return { call: call.call, exit: 'failed', data: { reason: 'switched off in the preview' } };
    if (call.call === 'slots.search' && switches.nothingFree) return { call: call.call, exit: 'none', data: {} };
    if (call.call === 'handOff.start' && switches.nobodyThere)
      return { call: call.call, exit: 'nobody', data: { answeredBy: sample.facts.name, readAt: '9:00' } };
    return house.perform(call, nowUtc);
  }

  function gone({ input }: Extract<Call, { call: 'hold.place' }>, nowUtc: number): Outcome {
    const { serviceId, startsAtUtc, movingBookingId } = input;
    const search = { serviceId, personId: null, afterUtc: startsAtUtc, localDate: null, limit: 3, movingBookingId };
    const found = house.perform({ call: 'slots.search', input: search }, nowUtc);
    const alternatives = found.call === 'slots.search' && found.exit === 'found' ? found.data.slots : [];
    const wanted = formatWhen(startsAtUtc, sample.facts.zone, language);
    return { call: 'hold.place', exit: 'taken', data: { alternatives, wanted } };
  }

  function speak(to: string): void {
    language = to;
    house.speak(to);
  }

  return { ...house, perform, speak };
}
