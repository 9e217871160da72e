import type { ChannelId, Instant, OutboundMessage } from '../messaging/message.js';
import { openQuestion, phrase } from './run/draft.js';
import { fallbackFrom } from './run/fallback.js';
import { openDraft } from './run/open-draft.js';
import type { Library } from './library.js';
import type { PhraseKey } from './script/phrases.js';
import type { FlowEvent, Json } from './protocol.js';
import { reduce } from './reduce.js';
import { applyTurn, createState, isUsable, type FlowState, type Turn } from './state.js';

/** The pure engine with its scripts and shops bound in. */
export interface Engine {
  /** The same engine with the library of this moment: a turn that calls the house in between keeps to one. */
  atOnce?(): Engine;
  /** A new conversation's state. */
  begin(about: {
    shopId: string;
    /** Opaque and lasting: arms of comparisons are drawn from it. */
    who?: string;
    channel: ChannelId;
    profile: { displayName?: string; phone?: string; language?: string } | null;
  }): FlowState;
  reduce(state: FlowState, event: FlowEvent, nowUtc: Instant): Turn;
  apply(state: FlowState, turn: Turn): FlowState;
  languageOf(state: FlowState): string;
  /** What is said to the open question is not to be written down anywhere: a code, a sensitive answer. */
  hidesAnswer(state: FlowState): boolean;
  /** Where the script that is under way leads to another when a call of its cannot be performed. */
  fallsBack?(state: FlowState): boolean;
  /** "Something went wrong on our side": said when an event cannot be handled at all. */
  apology(state: FlowState): OutboundMessage;
  /** "Sorry for the wait": said before an answer that comes so late. */
  delayed?(state: FlowState, lateMin: number): OutboundMessage;
}

/** @param library a function when scripts may be published while the process runs: each turn uses one library throughout. */
export function createEngine(deps: { library: Library | (() => Library) }): Engine {
  const libraryNow = (): Library => (typeof deps.library === 'function' ? deps.library() : deps.library);
  function ownWords(state: FlowState, key: PhraseKey, extra?: Readonly<Record<string, Json>>): OutboundMessage {
    const usable = isUsable(state) ? state : createState({ shopId: '', channel: 'sms', language: 'en', profile: null });
    const draft = openDraft(libraryNow(), usable, 0);
    return { text: phrase(draft, key, extra), language: usable.control.lang, class: 'answer' };
  }

  const engine: Engine = {
    atOnce: () => (typeof deps.library === 'function' ? createEngine({ library: deps.library() }) : engine),
    begin({ shopId, who, channel, profile }) {
      const library = libraryNow();
      const shop = library.shop(shopId);
      const script = shop ? library.current(shop.script) : undefined;
      // Providers say "en-GB"; scripts are written in "en".
      const wanted = profile?.language?.slice(0, 2).toLowerCase();
      const spoken = wanted !== undefined && script?.languages.includes(wanted) ? wanted : undefined;
      const language = spoken ?? shop?.language ?? 'en';
      return createState({ shopId, ...(who === undefined ? {} : { who }), channel, language, profile });
    },
    reduce: (state, event, nowUtc) => reduce(libraryNow(), state, event, nowUtc),
    apply: applyTurn,
    languageOf: (state) => (isUsable(state) ? state.control.lang : 'en'),
    hidesAnswer(state) {
      if (!isUsable(state)) return false;
      const open = openQuestion(openDraft(libraryNow(), state, 0));
      return open !== undefined && (open.block.sensitive || open.block.ask === 'code');
    },
    fallsBack: (state) => isUsable(state) && fallbackFrom(openDraft(libraryNow(), state, 0)) !== null,
    apology: (state) => ownWords(state, 'apologyOnce'),
    delayed(state, lateMin) {
      const isMinutes = lateMin < 2 * 60;
      const count = isMinutes ? lateMin : Math.round(lateMin / 60);
      return ownWords(state, isMinutes ? 'delayed.minutes' : 'delayed.hours', { count });
    },
  };
  return engine;
}
