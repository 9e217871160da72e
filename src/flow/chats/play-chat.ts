import { DateTime } from 'luxon';
import type { ChannelId, Instant, OutboundMessage } from '../../messaging/message.js';
import type { Library } from '../library.js';
import type { Call, FlowEvent, Outcome, StepEvent } from '../protocol.js';
import { reduce } from '../reduce.js';
import { applyTurn, createState, type FlowState } from '../state.js';
import { firstUnheard, type ChatStep, type RecordedChat } from './chat-file.js';
import { UnknownCallError } from './sample-answers.js';
import { SAMPLE_SHOP } from './sample-days.js';
import { createSampleHouse, type SampleHouse } from './sample-house.js';

/** How a recorded chat went. `partly`: up to something outside that only the real house can do. */
export interface PlayedChat {
  readonly file: string;
  readonly title: string;
  readonly channel: ChannelId;
  readonly result: 'passed' | 'failed' | 'partly';
  /** Where it stopped, and what was not heard there or why it cannot go on. */
  readonly at?: { readonly line: number; readonly missing: string; readonly heard: readonly string[] };
  readonly steps: readonly StepEvent[];
}

const CALLS_MAX = 20;
/** More timers than this in one pause is a script that never rests. */
const RINGS_MAX = 200;
const FRAGMENTS_MS = 2_500;
const SHOP_ID = 'sample';

/** Plays a chat through the engine and a house of data: no channel, no clock, no database. Never throws for what a script does. */
export function playChat(library: Library, chat: RecordedChat, channel: ChannelId): PlayedChat {
  const player = createPlayer(library, chat, channel);
  const about = { file: chat.file, title: chat.title, channel, steps: player.steps };
  // The house of data knows the salon only, and words its times in English.
  const elsewhere = chat.shop ?? chat.language;
  if (elsewhere !== null) return { ...about, result: 'partly', at: { line: 1, missing: elsewhere, heard: [] } };
  let heard: readonly string[] = [];
  for (const step of chat.steps) {
    const at = (missing: string) => ({ at: { line: step.line, missing, heard } });
    if (step.kind === 'hears') {
      const missing = firstUnheard(step.lines, heard);
      if (missing !== null) return { ...about, result: 'failed', ...at(missing) };
      heard = [];
      continue;
    }
    const said = player.take(step);
    if (player.unknown !== null) return { ...about, result: 'partly', ...at(player.unknown) };
    if (said === null) return { ...about, result: 'partly', ...at(step.kind === 'happens' ? step.what : '') };
    heard = step.kind === 'says' ? said : [...heard, ...said];
    if (player.fault !== null) return { ...about, result: 'failed', ...at(player.fault) };
    if (step.kind === 'happens' && step.what === NOTHING && heard.length > 0)
      return { ...about, result: 'failed', ...at(NOTHING) };
  }
  return { ...about, result: 'passed' };
}

const NOTHING = 'nothing more is said';

interface Player {
  readonly steps: StepEvent[];
  readonly fault: string | null;
  /** What the sample house was asked that it does not know. */
  readonly unknown: string | null;
  /** Lines heard; null when the step cannot be played here. */
  take(step: ChatStep): readonly string[] | null;
}

function createPlayer(library: Library, chat: RecordedChat, channel: ChannelId): Player {
  const house: SampleHouse = createSampleHouse();
  const steps: StepEvent[] = [];
  // The shop of the sample, whatever shops the library knows: chats are recorded there.
  const ours: Library = { ...library, shop: () => SAMPLE_SHOP };
  let state: FlowState = createState({ shopId: SHOP_ID, channel, language: SAMPLE_SHOP.language, profile: null });
  let nowUtc: Instant = DateTime.fromISO(chat.atWall, { zone: SAMPLE_SHOP.zone }).toMillis();
  let fault: string | null = null;
  let isStopped = false;
  let unknown: string | null = null;

  function send(event: FlowEvent): string[] {
    const lines: string[] = [];
    let next: FlowEvent | null = event;
    for (let calls = 0; next && calls <= CALLS_MAX; calls++) {
      const turn = reduce(ours, state, next, nowUtc);
      state = applyTurn(state, turn);
      steps.push(...(turn.steps ?? []));
      fault ??= turn.fault ?? null;
      next = null;
      for (const effect of turn.effects) {
        if (effect.effect === 'say') lines.push(...linesOf(effect.message));
        if (effect.effect === 'forward') next = house.told(effect.text);
        if (effect.effect !== 'call') continue;
        const outcome = performed(effect.call);
        if (outcome) next = { type: 'outcome', outcome };
      }
    }
    if (next) fault ??= `more than ${CALLS_MAX} calls in one turn`;
    return lines;
  }

  function performed(call: Call): Outcome | null {
    try {
      return house.perform(call, nowUtc);
    } catch (error) {
      if (!(error instanceof UnknownCallError)) throw error;
      unknown = error.call;
      return null;
    }
  }

  function pass(ms: number): string[] {
    const endsUtc = nowUtc + ms;
    const lines: string[] = [];
    for (let rings = 0; rings < RINGS_MAX; rings++) {
      const due = Object.entries(state.control.tm ?? {}).sort(([, one], [, other]) => one - other)[0];
      if (!due || due[1] > endsUtc) break;
      nowUtc = Math.max(nowUtc, due[1]);
      lines.push(...send({ type: 'timer', id: due[0] }));
    }
    nowUtc = endsUtc;
    for (const notice of house.due(nowUtc)) lines.push(...send({ type: 'notice', notice }));
    return lines;
  }

  function says(text: string): string[] {
    // Consent words never reach a script: the house takes them from the channel.
    if (channel !== 'telegram' && channel !== 'webchat' && text === 'STOP') isStopped = true;
    if (isStopped) return [];
    const said = send({ type: 'text', text });
    return state.control.tm?.['part'] === undefined ? said : [...said, ...pass(FRAGMENTS_MS)];
  }

  return {
    steps,
    get fault() {
      return fault;
    },
    get unknown() {
      return unknown;
    },
    take(step) {
      if (step.kind === 'says') return says(step.text);
      if (step.kind === 'passes') return isStopped ? [] : pass(step.ms);
      if (step.kind === 'hears' || step.what === NOTHING) return [];
      const owned = house.owned(step.what);
      if (owned) return send(owned);
      const news = house.happen(step.what, nowUtc);
      return news === null ? null : news.flatMap((notice) => send({ type: 'notice', notice }));
    },
  };
}

function linesOf({ text, link, choices, waysOut }: OutboundMessage): string[] {
  return [
    ...text.split('\n'),
    ...(link ? [link.label, link.url] : []),
    ...[...(choices ?? []), ...(waysOut ?? [])].map(
      ({ digit, label, detail }) => `${digit} ${label}${detail ? `, ${detail}` : ''}`,
    ),
  ];
}
