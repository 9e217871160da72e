import type { Attachment, Instant, OutboundMessage } from '../messaging/message.js';
import type { ExpressionScope } from './expression.js';
import type { Library, ShopFacts } from './library.js';
import type { PhraseKey, Vocabulary } from './phrases.js';
import type { Call, Effect, Json } from './protocol.js';
import type { Assignment, AskBlock, Block, CompiledScript } from './script.js';
import { FRAMES_MAX, type Control, type FlowState, type Frame, type Question, type Turn } from './state.js';
import { fieldOf, renderText, type Lookup, type Text } from './text.js';

/**
 * A turn being written. It reads the stored state and never changes it: what is new stands here until the turn is finished,
 * so a turn costs what it changes, however many answers there are.
 */
export interface Draft {
  readonly library: Library;
  readonly base: FlowState;
  readonly shop: ShopFacts;
  readonly nowUtc: Instant;
  readonly vocabulary: Vocabulary;
  readonly changes: Record<string, Json | undefined>;
  readonly effects: Effect[];
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
  messageClass: OutboundMessage['class'];
  /** The first question of a run is reached without being said: what the person wrote may answer it. */
  quiet: boolean;
  fault: string | null;
  /** The apology has been said. */
  failed: boolean;
}

const UNKNOWN_SHOP: ShopFacts = {
  name: '',
  zone: 'UTC',
  country: 'GB',
  place: '',
  currency: 'GBP',
  language: 'en',
  script: '',
};

export function openDraft(library: Library, state: FlowState, nowUtc: Instant): Draft {
  const { control, person } = state;
  const shop = library.shop(control.shop);
  return {
    library,
    base: state,
    shop: shop ?? UNKNOWN_SHOP,
    nowUtc,
    vocabulary: library.phrases.vocabulary(control.lang),
    changes: {},
    effects: [],
    person,
    frames: [...control.frames],
    call: null,
    questions: control.n,
    met: control.met !== undefined,
    hint: control.hint ?? null,
    slow: control.slow !== undefined,
    probe: control.probe ?? null,
    attachment: null,
    messageClass: 'answer',
    quiet: false,
    fault: shop ? null : `there is no shop "${control.shop}"`,
    failed: false,
  };
}

export function finishDraft(draft: Draft): Turn {
  const { shop, ch, lang } = draft.base.control;
  const control: Control = {
    shop,
    ch,
    lang,
    at: draft.nowUtc,
    n: draft.questions,
    frames: draft.frames,
    ...(draft.call ? { wait: draft.call.call } : {}),
    ...(draft.met ? { met: 1 as const } : {}),
    ...(draft.hint === null ? {} : { hint: draft.hint }),
    ...(draft.slow ? { slow: 1 as const } : {}),
    ...(draft.probe === null ? {} : { probe: draft.probe }),
  };
  if (draft.call) draft.effects.push({ effect: 'call', call: draft.call });
  const { changes: answers, person, effects } = draft;
  return { control, answers, person, effects, ...(draft.fault === null ? {} : { fault: draft.fault }) };
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
    if (root === 'shop') return shopVariables(draft.shop);
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
    first: !draft.met,
  };
}

function shopVariables({ name, place, zone, country, currency }: ShopFacts): Json {
  return { name, place, zone, country, currency };
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

/** @param extra values only this text knows, e.g. `item` for a choice. They come before the variables. */
export function render(draft: Draft, text: Text, extra?: Readonly<Record<string, Json>>): string {
  const lookup = lookupIn(draft);
  const { lang } = draft.base.control;
  if (!extra) return renderText(text, lang, lookup, () => expressionScope(draft));
  const scope = (): ExpressionScope => ({
    ...expressionScope(draft),
    answer: (name) => (Object.hasOwn(extra, name) ? extra[name] : valueOf(draft, name)),
  });
  return renderText(text, lang, (root) => (Object.hasOwn(extra, root) ? extra[root] : lookup(root)), scope);
}

export function phrase(draft: Draft, key: PhraseKey, extra?: Readonly<Record<string, Json>>): string {
  const text = draft.library.phrases.texts.get(key);
  return text ? render(draft, text, extra) : '';
}

/** Says something that asks nothing. */
export function say(draft: Draft, text: string): void {
  if (text !== '') sayMessage(draft, { text, language: draft.base.control.lang, class: draft.messageClass });
}

export function sayMessage(draft: Draft, message: OutboundMessage): void {
  const { attachment } = draft;
  draft.attachment = null;
  draft.effects.push({ effect: 'say', message: attachment ? { ...message, attachment } : message });
}
