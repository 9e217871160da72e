import type { Expression } from './expression.js';
import type { AskKind, DoKind, ValueType, WayOut } from './kinds.js';
import type { Text } from './text.js';

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
  readonly inputs: ReadonlyMap<string, { readonly type: ValueType; readonly optional: boolean }>;
  readonly blocks: readonly Block[];
  readonly indexById: ReadonlyMap<string, number>;
}

export type Block = AskBlock | DoBlock | SayBlock | IfBlock | SetBlock | CallBlock | EndBlock;

interface BlockBase {
  readonly id: string;
  readonly index: number;
}

export interface AskBlock extends BlockBase {
  readonly kind: 'ask';
  readonly ask: AskKind;
  readonly say: Text;
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
  /** Asks nothing: it only looks whether the sentence said before names someone. */
  readonly named: boolean;
  readonly moving: boolean;
  readonly fromAlternatives: boolean;
  readonly label: Text | null;
  readonly detail: Text | null;
  readonly awaitsPayment: boolean;
  readonly link: { readonly label: Text; readonly url: readonly string[] } | null;
  /** The choices by language when they depend on nothing: made once. */
  readonly constantChoices: ReadonlyMap<string, readonly Candidate[]> | null;
}

export interface Option {
  readonly id: string;
  readonly label: Text;
  readonly detail: Text | null;
  readonly synonyms: ReadonlyMap<string, readonly string[]>;
  readonly goto: number;
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
    { readonly option: number } | { readonly item: number } | { readonly suggested: string } | { readonly skip: true };
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
}
export interface SayBlock extends BlockBase {
  readonly kind: 'say';
  readonly say: Text;
  readonly then: number;
}
export interface IfBlock extends BlockBase {
  readonly kind: 'if';
  readonly branches: readonly { readonly when: Expression; readonly goto: number }[];
  readonly otherwise: number;
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
  readonly then: number;
}
export interface EndBlock extends BlockBase {
  readonly kind: 'end';
  readonly end: 'done' | 'restart' | 'menu';
}
