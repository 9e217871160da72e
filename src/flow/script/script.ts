import type { Expression } from './expression.js';
import type { BookingType, Json, ThingKind } from '../protocol.js';
import type { AskKind, DoKind, ValueType, WayOut } from './kinds.js';
import type { FileKind, TakenType } from './schema.js';
import type { Template, Text } from './text.js';

/** A script as the engine runs it: immutable, every exit an index, every text split, every condition parsed. */
export interface CompiledScript {
  readonly id: string;
  readonly version: number;
  readonly languages: readonly string[];
  readonly start: number;
  /** Where "0 the menu" leads; the start when the script names none. */
  readonly menu: number;
  /** "booking a haircut": what a person who was away was doing. Without it the script is not taken up again after silence. */
  readonly doing: Text | null;
  readonly steps: number | null;
  /** Whether it may only be published once it has been gone through with digits alone. */
  readonly digitsOnly: 'required' | 'optional';
  /** The script that takes over where this one fails (FL-16). */
  readonly fallback: string | null;
  readonly inputs: ReadonlyMap<string, { readonly type: ValueType; readonly optional: boolean }>;
  /** What a script that calls this one may take when it has ended. */
  readonly outputs: ReadonlyMap<string, { readonly type: ValueType; readonly optional: boolean }>;
  /** Variables declared with a type. */
  readonly vars: ReadonlyMap<string, ValueType>;
  /** Variables never shown in lists, logs or to operators. */
  readonly sensitive: ReadonlySet<string>;
  /** By variable, the question with a title that asks for it. */
  readonly titled: ReadonlyMap<string, AskBlock>;
  /** By language and words: understood anywhere in this script. */
  readonly commands: ReadonlyMap<string, ReadonlyMap<string, ScriptCommand>>;
  /** By language: words that begin this script from anywhere else. */
  readonly triggers: ReadonlyMap<string, readonly string[]>;
  readonly blocks: readonly Block[];
  readonly indexById: ReadonlyMap<string, number>;
}

export type ScriptCommand = { readonly goto: number } | { readonly script: string };

export type Block =
  | AskBlock
  | DoBlock
  | SayBlock
  | IfBlock
  | SwitchBlock
  | LoopBlock
  | SplitBlock
  | WaitBlock
  | SetLanguageBlock
  | SetBlock
  | CallBlock
  | JumpBlock
  | EndBlock;

interface BlockBase {
  readonly id: string;
  readonly index: number;
}

export interface AskBlock extends BlockBase {
  readonly kind: 'ask';
  readonly ask: AskKind;
  readonly say: Text;
  /** Lines below the text; nothing where no variant applies. */
  readonly below: Text | null;
  readonly help: readonly Text[];
  readonly save: string | null;
  readonly exits: ReadonlyMap<string, number>;
  readonly options: readonly Option[];
  /** Ways out that are shown; all of them work. */
  readonly ways: readonly WayOut[];
  /** Where "8 back" leads instead of the question before. */
  readonly back: number | null;
  readonly step: number | null;
  /** A menu: standing here means that nothing is under way. */
  readonly idle: boolean;
  /** Its text names the shop and says how to end the texts, as the first message must. */
  readonly intro: boolean;
  readonly optional: boolean;
  /** Leaving it out is offered from the start. */
  readonly showsSkip: boolean;
  readonly min: number | null;
  readonly max: number | null;
  readonly whole: boolean;
  /** Where a value to suggest as choice 1 stands. */
  readonly suggest: readonly string[] | null;
  /** Where the id to take without asking stands. */
  readonly pick: readonly string[] | null;
  /** Where the start of a time that is never offered stands: one that was just refused. */
  readonly except: readonly string[] | null;
  /** Asks nothing: it only looks whether the sentence said before names someone. */
  readonly named: boolean;
  readonly moving: boolean;
  /** Bookings that lie behind instead of those ahead. */
  readonly past: boolean;
  /** The sort of visit times are offered for; null for an ordinary one. */
  readonly visit: BookingType | null;
  /** Recommended times are marked and come first. */
  readonly bestFirst: boolean;
  /** Several services may be named at once (ORD-06). */
  readonly several: boolean;
  /** What is chosen is added to the service chosen before. */
  readonly adds: boolean;
  readonly fromAlternatives: boolean;
  readonly label: Text | null;
  readonly detail: Text | null;
  /** Where the address of a picture stands that is shown with it. */
  readonly photo: readonly string[] | null;
  readonly awaitsPayment: boolean;
  /** It is an order of products that is paid. */
  readonly awaitsOrder: boolean;
  readonly link: { readonly label: Text; readonly url: readonly string[]; readonly spare: boolean } | null;
  /** What the answer is called where answers are listed: "Name". */
  readonly title: Text | null;
  readonly tries: number;
  /** Null is the house's way. */
  readonly silence: Silence | null;
  readonly sensitive: boolean;
  readonly confirmBack: 'never' | 'inferred' | 'always';
  readonly categories: readonly (readonly [string, Expression])[];
  /** Where the list to choose several from stands. */
  readonly itemsAt: readonly string[] | null;
  readonly of: ThingKind | null;
  readonly accept: readonly FileKind[];
  readonly topic: string | null;
  /** Of a rating, from the lowest. */
  readonly labels: readonly Text[];
  readonly yes: Text | null;
  readonly no: Text | null;
  /** HH:MM. */
  readonly earliest: string | null;
  readonly latest: string | null;
  /** The choices by language when they depend on nothing: made once. */
  readonly constantChoices: ReadonlyMap<string, readonly Candidate[]> | null;
}

/** What silence leads to: each nudge so long after the question or the nudge before, and when it is parked. */
export type Silence = 'never' | { readonly nudgeMin: readonly number[] | null; readonly parkMin: number | null };

export interface Option {
  readonly id: string;
  readonly label: Text;
  readonly detail: Text | null;
  readonly synonyms: ReadonlyMap<string, readonly string[]>;
  /** Null where the question has one exit for all its options. */
  readonly goto: number | null;
  readonly when: Expression | null;
  readonly set: readonly Assignment[];
  readonly sentence: boolean;
}

/** One thing that may be answered now. */
export interface Candidate {
  readonly id: string;
  readonly digit: string;
  readonly label: string;
  readonly detail: string | null;
  /** The label in the form words are compared in. */
  readonly words: string;
  readonly synonyms: readonly string[];
  /** Index into the block's options, or into the question's items. */
  readonly from:
    | { readonly option: number }
    | { readonly item: number }
    | { readonly suggested: Json }
    | { readonly skip: true }
    /** Made by the engine: yes, no, a mark, "all right". */
    | { readonly own: string | number | boolean };
}

export interface Assignment {
  readonly scope: 'answer' | 'person';
  readonly name: string;
  /** Null forgets it. */
  readonly value: Expression | null;
}

export interface DoBlock extends BlockBase {
  readonly kind: 'do';
  readonly act: DoKind;
  readonly moving: boolean;
  readonly exits: ReadonlyMap<string, number>;
  readonly say: Text | null;
  readonly topic: string | null;
  readonly reason: string | null;
  readonly note: readonly string[] | null;
  readonly http: HttpRequest | null;
  readonly to: 'phone' | 'email' | null;
  readonly address: readonly string[] | null;
  readonly emit: { readonly event: string; readonly data: readonly (readonly [string, Expression])[] } | null;
  readonly callback: { readonly lastsMin: number; readonly take: HttpRequest['take'] } | null;
}
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Its host is constant; values are encoded where they stand. */
  readonly url: Template;
  readonly body: readonly (readonly [string, Expression])[];
  /** Variable, where it stands in the answer, and the type it must have. */
  readonly take: readonly { readonly name: string; readonly path: string; readonly type: TakenType }[];
}
/** A file on a server outside, its host constant; or one that stands in an answer. */
type MediaOf =
  { readonly name: Text; readonly url: Template; readonly type: string } | { readonly fileAt: readonly string[] };
export interface SayBlock extends BlockBase {
  readonly kind: 'say';
  readonly say: Text;
  readonly media: MediaOf | null;
  readonly contact: { readonly name: Text; readonly phone: Template; readonly email: Template | null } | null;
  readonly then: number;
}
export interface IfBlock extends BlockBase {
  readonly kind: 'if';
  readonly branches: readonly { readonly when: Expression; readonly goto: number }[];
  readonly otherwise: number;
}
export interface SwitchBlock extends BlockBase {
  readonly kind: 'switch';
  /** The value itself, or the category of the answer of a question. */
  readonly on: { readonly value: Expression } | { readonly category: number };
  readonly cases: ReadonlyMap<string, number>;
  readonly otherwise: number;
}
export interface LoopBlock extends BlockBase {
  readonly kind: 'loop';
  readonly list: readonly string[];
  /** The variable that holds the item. */
  readonly as: string;
  /** The variable that counts: 1 at the first item. */
  readonly counter: string;
  readonly max: number;
  readonly each: number;
  readonly then: number;
}
/** Sticky: the same person always takes the same arm, until weights change, and then as few as possible change theirs. */
export interface SplitBlock extends BlockBase {
  readonly kind: 'split';
  readonly experiment: string;
  readonly arms: readonly { readonly name: string; readonly weight: number; readonly goto: number }[];
}
export interface WaitBlock extends BlockBase {
  readonly kind: 'wait';
  readonly until:
    | { readonly forMin: number }
    | { readonly minutesAt: readonly string[] }
    | { readonly clock: string }
    | { readonly instantAt: readonly string[]; readonly beforeMin: number }
    /** Until a link is called, or is over. `lastsMin` is the longest a link of this script lasts. */
    | { readonly callbackAt: readonly string[]; readonly lastsMin: number };
  readonly say: Text | null;
  readonly heard: number | null;
  /** Where it leads when its time has come. */
  readonly then: number;
  /** Where it leads when the link was called, and what that brings; null where no link is waited for. */
  readonly called: { readonly to: number; readonly take: HttpRequest['take'] } | null;
}
export interface SetLanguageBlock extends BlockBase {
  readonly kind: 'setLanguage';
  readonly language: string | { readonly from: readonly string[] };
  readonly then: number;
}
export interface JumpBlock extends BlockBase {
  readonly kind: 'jump';
  readonly script: string;
  readonly inputs: readonly (readonly [string, readonly string[]])[];
}
export interface SetBlock extends BlockBase {
  readonly kind: 'set';
  readonly set: readonly Assignment[];
  readonly then: number;
}
export interface CallBlock extends BlockBase {
  readonly kind: 'call';
  readonly script: string;
  /** Input name and where its value stands here. */
  readonly inputs: readonly (readonly [string, readonly string[]])[];
  /** Variable here, output there, and whether it may be missing. */
  readonly take: readonly { readonly name: string; readonly output: string; readonly optional: boolean }[];
  readonly then: number;
}
export interface EndBlock extends BlockBase {
  readonly kind: 'end';
  readonly end: 'done' | 'restart' | 'menu';
  readonly returns: readonly (readonly [string, Expression])[];
}

/** Every block that is reached from outside: the start, the menu, and where the script's own words lead. */
export function startsOf({ start, menu, commands }: CompiledScript): readonly number[] {
  const led = [...commands.values()].flatMap((byWord) => [...byWord.values()]);
  return [start, menu, ...led.flatMap((command) => ('goto' in command ? [command.goto] : []))];
}
