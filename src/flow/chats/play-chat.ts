import { DateTime } from 'luxon';
import type { ChannelId, Instant, OutboundMessage } from '../../messaging/message.js';
import type { Library } from '../library.js';
import type { Call, FlowEvent, Outcome, StepEvent } from '../protocol.js';
import { reduce } from '../reduce.js';
import { applyTurn, createState, type FlowState } from '../state.js';
import { firstUnheard, type ChatStep, type RecordedChat } from './chat-file.js';
import { wordBooking } from '../say/booking-words.js';
import { UnknownCallError } from './sample-answers.js';
import { createSampleHouse } from './sample-house.js';
import { SAMPLE_SALON, SAMPLE_SHOPS, type SampleShop } from './sample-shops.js';

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
  const shop = chat.shop === null ? SAMPLE_SALON : SAMPLE_SHOPS.find(({ id }) => id === chat.shop);
  const player = createPlayer(library, chat, channel, shop ?? SAMPLE_SALON);
  const about = { file: chat.file, title: chat.title, channel, steps: player.steps };
  if (!shop) return { ...about, result: 'partly', at: { line: 1, missing: `shop: ${chat.shop}`, heard: [] } };
  let heard: readonly string[] = [];
  let isMail = false;
  for (const step of chat.steps) {
    const at = (missing: string) => ({ at: { line: step.line, missing, heard } });
    if (step.kind === 'hears') {
      // Mails are not worded by scripts: that one came is looked at, and its words by the tests of mails.
      const missing = isMail ? null : firstUnheard(step.lines, heard);
      if (missing !== null) return { ...about, result: 'failed', ...at(missing) };
      heard = [];
      continue;
    }
    isMail = step.kind === 'happens' && step.what === MAIL;
    const wrong = step.kind === 'happens' ? player.look(step.what) : undefined;
    if (typeof wrong === 'string') return { ...about, result: 'failed', ...at(wrong) };
    if (wrong === null) continue;
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
const MAIL = 'the mail arrives';

interface Player {
  readonly steps: StepEvent[];
  readonly fault: string | null;
  /** What the sample house was asked that it does not know. */
  readonly unknown: string | null;
  /** Something looked at outside the chat: null when it is as said, else what is there; undefined when it is no look. */
  look(what: string): string | null | undefined;
  /** Lines heard; null when the step cannot be played here. */
  take(step: ChatStep): readonly string[] | null;
}

function createPlayer(
  library: Library,
  chat: RecordedChat,
  channel: ChannelId,
  { facts, ...shop }: SampleShop,
): Player {
  const house = createSampleHouse({ facts, ...shop });
  const steps: StepEvent[] = [];
  // The shop of the sample, whatever shops the library knows: chats are recorded there.
  const ours: Library = { ...library, shop: () => facts };
  let state: FlowState = createState({ shopId: SHOP_ID, channel, language: facts.language, profile: null });
  let nowUtc: Instant = DateTime.fromISO(chat.atWall, { zone: facts.zone }).toMillis();
  let fault: string | null = null;
  let isStopped = false;
  let unknown: string | null = null;

  function send(event: FlowEvent): string[] {
    const lines: string[] = [];
    let next: FlowEvent | null = event;
    for (let calls = 0; next && calls <= CALLS_MAX; calls++) {
      const turn = reduce(ours, state, next, nowUtc);
      state = applyTurn(state, turn);
      house.speak(state.control.lang);
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

  function look(what: string): string | null | undefined {
    const page = /^its page says (.+)$/.exec(what)?.[1];
    if (page !== undefined) return page === pageOf() ? null : `its page says ${pageOf()}`;
    if (what === 'no mail has come') return house.mails.count() === 0 ? null : 'a mail has come';
    if (what === MAIL) return house.mails.read() ? null : 'no mail comes';
    return undefined;
  }

  /** The line of a visit's page that says how it stands. */
  function pageOf(): string {
    const view = house.newest(nowUtc);
    if (!view) return 'nothing';
    const reader = { language: state.control.lang, channel: 'webchat', shop: facts };
    return wordBooking(library.phrases, view, reader).sentence;
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
    look,
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
