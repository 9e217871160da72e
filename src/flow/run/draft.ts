import type { Attachment, Instant, OutboundMessage } from '../../messaging/message.js';
import { bookingValue, type Reader } from '../say/booking-words.js';
import type { ExpressionScope } from '../script/expression.js';
import type { Library, ShopFacts } from '../library.js';
import type { PhraseKey, Vocabulary } from '../script/phrases.js';
import type { BookingView, Call, Effect, Json, StepEvent } from '../protocol.js';
import type { Assignment, AskBlock, Block, CompiledScript } from '../script/script.js';
import { renameAll } from '../hear/other-names.js';
import { FRAMES_MAX, type FlowState, type Frame, type Ownership, type Question } from '../state.js';
import { fieldOf, renderText, type Lookup, type Text } from '../script/text.js';
import { wallClock } from './wall-clock.js';

/**
 * A turn being written. It reads the stored state and never changes it: what is new stands here until the turn is finished,
 * so a turn costs what it changes, however many answers there are.
 */
export interface Draft {
  readonly library: Library;
  readonly base: FlowState;
  readonly shop: ShopFacts;
  readonly nowUtc: Instant;
  readonly changes: Record<string, Json | undefined>;
  readonly effects: Effect[];
  readonly steps: StepEvent[];
  /** What is said from here on, and how words are understood. Changed by `setLanguage` only. */
  language: string;
  vocabulary: Vocabulary;
  /** Runs begun so far; the present one is the last. */
  run: number;
  timers: Readonly<Record<string, Instant>>;
  own: Ownership | null;
  part: string | null;
  /** Nudges given since the person was last heard, and one more once it is parked. */
  nudged: number;
  /** When the person was last heard. */
  heardUtc: Instant;
  person: Readonly<Record<string, Json>>;
  frames: Frame[];
  call: Call | null;
  questions: number;
  met: boolean;
  hint: string | null;
  slow: boolean;
  probe: string | null;
  /** Goes out with the next message that is said. */
  attachment: Attachment | null;
  /** The page of the booking just agreed: its address goes out with the next message that has no link of its own. */
  /** The page of what was just agreed, sent along with the next message. */
  track: { readonly url: string; readonly of: 'booking' | 'order' } | null;
  messageClass: OutboundMessage['class'];
  /** The first question of a run is reached without being said: what the person wrote may answer it. */
  quiet: boolean;
  fault: string | null;
  /** The apology has been said. */
  failed: boolean;
  /** It has been said that the talk goes on in another way. */
  fellBack: boolean;
}

/* ---------- time, language ---------- */

/**
 * Rings with a `timer` event of this id at `atUtc`; null stops it. Setting it again replaces it. One that rings although
 * it was stopped or set anew meanwhile does nothing.
 */
export function setTimer(draft: Draft, id: string, atUtc: Instant | null): void {
  const before = draft.timers[id];
  if (before === (atUtc ?? undefined)) return;
  const { [id]: _gone, ...rest } = draft.timers;
  draft.timers = atUtc === null ? rest : { ...rest, [id]: atUtc };
  draft.effects.push({ effect: 'timer', id, atUtc });
}

/** From here on everything is said and understood in this language; every answer stays, by its name there. */
export function setLanguage(draft: Draft, language: string): void {
  if (language === draft.language) return;
  draft.language = language;
  draft.vocabulary = draft.library.phrases.vocabulary(language);
  renameAll(draft);
}

/** A new way through begins: what happens from here on is counted apart from what was before. */
export function newRun(draft: Draft): void {
  draft.run += 1;
}

/* ---------- frames ---------- */

export function topFrame(draft: Draft): Frame | undefined {
  return draft.frames[draft.frames.length - 1];
}

export function replaceTop(draft: Draft, frame: Frame): void {
  draft.frames[draft.frames.length - 1] = frame;
}

/** The frames that fit; the run at the bottom stays, the oldest interruption gives way. */
export function pushFrame(draft: Draft, frame: Frame): void {
  if (draft.frames.length >= FRAMES_MAX) draft.frames.splice(draft.frames[0]?.vars ? 0 : 1, 1);
  // Something that begins where nothing was under way, like the answer to a reminder, is counted by itself.
  if (draft.frames.length === 0) newRun(draft);
  draft.frames.push(frame);
}

export interface Place {
  readonly frame: Frame;
  readonly script: CompiledScript;
  readonly block: Block;
}

/** Where the frame stands. Undefined when its script or block no longer exists. */
export function placeOf(draft: Draft, frame: Frame | undefined): Place | undefined {
  if (!frame) return undefined;
  const script = draft.library.script(frame.s, frame.v);
  const index = script?.indexById.get(frame.b);
  const block = index === undefined ? undefined : script?.blocks[index];
  return script && block ? { frame, script, block } : undefined;
}

export interface OpenQuestion extends Place {
  readonly block: AskBlock;
  readonly question: Question;
}

/** What the person is being asked, if anything. */
export function openQuestion(draft: Draft): OpenQuestion | undefined {
  const place = placeOf(draft, topFrame(draft));
  if (place?.block.kind !== 'ask' || !place.frame.q) return undefined;
  return { ...place, block: place.block, question: place.frame.q };
}

/* ---------- values ---------- */

/** The value of a variable where the script now stands: of the run, or of the frame that has values of its own. */
export function valueOf(draft: Draft, name: string): Json | undefined {
  const vars = topFrame(draft)?.vars;
  if (vars) return Object.hasOwn(vars, name) ? vars[name] : undefined;
  if (Object.hasOwn(draft.changes, name)) return draft.changes[name];
  return Object.hasOwn(draft.base.answers, name) ? draft.base.answers[name] : undefined;
}

/** @param value undefined forgets. */
export function setValue(draft: Draft, name: string, value: Json | undefined): void {
  const top = topFrame(draft);
  if (!top?.vars) {
    draft.changes[name] = value;
    return;
  }
  const { [name]: _gone, ...rest } = top.vars;
  replaceTop(draft, { ...top, vars: value === undefined ? rest : { ...rest, [name]: value } });
}

export function lookupIn(draft: Draft): Lookup {
  return (root) => {
    if (root === 'person') return draft.person;
    if (root === 'shop') return shopVariables(draft);
    if (root === 'now') return nowVariables(draft);
    return valueOf(draft, root);
  };
}

/** The value at the end of a path, e.g. `person.last.serviceId`. */
export function valueAt(draft: Draft, path: readonly string[]): unknown {
  const lookup = lookupIn(draft);
  return path.slice(1).reduce<unknown>((value, field) => fieldOf(value, field), lookup(path[0]!));
}

export function expressionScope(draft: Draft): ExpressionScope {
  return {
    answer: (name) => valueOf(draft, name),
    person: draft.person,
    shop: draft.shop,
    channel: draft.base.control.ch,
    now: () => nowVariables(draft),
    first: !draft.met,
  };
}

function nowVariables({ nowUtc, shop }: Draft): Record<'weekday' | 'hour' | 'day', Json> {
  const { localDate, minuteOfDay, weekday } = wallClock(nowUtc, shop.zone);
  return { weekday, hour: Math.floor(minuteOfDay / 60), day: localDate };
}

function shopVariables({ shop, language }: Draft): Json {
  const { name, place, placeNames, zone, country, currency } = shop;
  return { name, place: placeNames?.[language] ?? place, zone, country, currency };
}

export function assign(draft: Draft, assignments: readonly Assignment[]): void {
  for (const { scope, name, value } of assignments) {
    const found = value === null ? undefined : value.evaluate(expressionScope(draft));
    if (scope === 'answer') {
      setValue(draft, name, found);
      continue;
    }
    const { [name]: _gone, ...rest } = draft.person;
    draft.person = found === undefined ? rest : { ...rest, [name]: found };
  }
}

/* ---------- words ---------- */

/** A booking as the script keeps it, its state and timeline in the words of this chat. */
export function worded(draft: Draft, booking: BookingView): Json {
  return bookingValue(draft.library.phrases, booking, readerOf(draft));
}

/** Where the words of this chat are read. */
export function readerOf({ base, language, shop }: Draft): Reader {
  return { language, channel: base.control.ch, shop };
}

/** What is agreed goes out with its calendar file and the address of its page. */
export function confirmWith(draft: Draft, booking: BookingView, attachment: Attachment | undefined): void {
  if (attachment) draft.attachment = attachment;
  trackWith(draft, booking.trackUrl, 'booking');
}

/** What is said next goes out with the address of a page of its own. */
export function trackWith(draft: Draft, url: string | null | undefined, of: 'booking' | 'order'): void {
  draft.track = url ? { url, of } : null;
}

/** Values as texts show them: what was chosen of a question's options is kept by id and said by label. */
function shownIn(draft: Draft): Lookup {
  const lookup = lookupIn(draft);
  return (root) => {
    const value = lookup(root);
    if (!Array.isArray(value) || typeof value[0] !== 'string') return value;
    const asked = placeOf(draft, topFrame(draft))?.script.blocks.find(
      (block) => block.kind === 'ask' && block.ask === 'choices' && block.save === root,
    );
    const options = asked?.kind === 'ask' ? asked.options : [];
    return (value as readonly Json[]).map((id) => {
      const option = options.find((one) => one.id === id);
      return option ? render(draft, option.label) : id;
    });
  };
}

/** @param extra values only this text knows, e.g. `item` for a choice. They come before the variables. */
export function render(draft: Draft, text: Text, extra?: Readonly<Record<string, Json>>): string {
  const lookup = shownIn(draft);
  const lang = draft.language;
  if (!extra) return renderText(text, lang, lookup, () => expressionScope(draft), draft.shop);
  const scope = (): ExpressionScope => ({
    ...expressionScope(draft),
    answer: (name) => (Object.hasOwn(extra, name) ? extra[name] : valueOf(draft, name)),
  });
  return renderText(text, lang, (root) => (Object.hasOwn(extra, root) ? extra[root] : lookup(root)), scope, draft.shop);
}

export function phrase(draft: Draft, key: PhraseKey, extra?: Readonly<Record<string, Json>>): string {
  const text = draft.library.phrases.texts.get(key);
  return text ? render(draft, text, extra) : '';
}

/** Says something that asks nothing. */
export function say(draft: Draft, text: string): void {
  if (text !== '') sayMessage(draft, { text, language: draft.language, class: draft.messageClass });
}

export function sayMessage(draft: Draft, message: OutboundMessage): void {
  const { attachment, track } = draft;
  draft.attachment = null;
  draft.track = null;
  const link =
    track === null || message.link
      ? {}
      : { link: { label: phrase(draft, `link.${track.of}`), url: track.url, spare: true } as const };
  draft.effects.push({ effect: 'say', message: { ...message, ...link, ...(attachment ? { attachment } : {}) } });
}
