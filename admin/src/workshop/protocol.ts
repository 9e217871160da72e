import type { Problem } from '../../../src/flow/index.js';
import type { ChannelId } from '../../../src/messaging/message.js';

/**
 * What passes between a page and the worker that checks and plays a draft, so that typing is never held up.
 *
 * Glossary
 * - **workshop**: that worker. It holds what is published, and looks at one draft at a time.
 * - **step**: something the writer did to the preview. The steps are played anew on every change of the draft.
 * - **line**: one thing seen on the preview's screen.
 */
export interface ScriptText {
  readonly id: string;
  readonly text: string;
}

export type PreviewStep =
  | { readonly kind: 'text'; readonly text: string }
  /** A tap goes by the choice's id, so that it means the same when the draft moves it to another digit. */
  | { readonly kind: 'choice'; readonly choiceId: string; readonly label: string }
  | { readonly kind: 'happens'; readonly what: Happening }
  | { readonly kind: 'passes'; readonly minutes: number };

export type Happening = 'accepts' | 'rejects' | 'pays' | 'givesBack';

/** What the house answers otherwise than usual: each once in a run, the last two always. */
export interface Switches {
  readonly timeGone: boolean;
  readonly paymentFails: boolean;
  readonly nothingFree: boolean;
  readonly nobodyThere: boolean;
}

export interface PreviewWish {
  readonly channel: ChannelId;
  readonly language: string;
  readonly startsAtUtc: number;
  readonly steps: readonly PreviewStep[];
  readonly switches: Switches;
}

export interface PreviewChoice {
  readonly id: string;
  readonly digit: string;
  readonly words: string;
}

export type PreviewLine =
  | { readonly by: 'person'; readonly text: string }
  | { readonly by: 'house'; readonly note: string }
  | {
      readonly by: 'script';
      readonly text: string;
      readonly link: { readonly label: string; readonly url: string } | null;
      readonly choices: readonly PreviewChoice[];
      /** Buttons below the message, a list that opens, or everything in the text. */
      readonly dress: 'buttons' | 'list' | 'text';
      /** SMS only: what it costs. */
      readonly sms: { readonly characters: number; readonly parts: number } | null;
    };

export interface PreviewShown {
  readonly lines: readonly PreviewLine[];
  /** Where the person stands now. */
  readonly at: { readonly script: string; readonly block: string } | null;
  /** The first step that could not be played, and why. */
  readonly halted: { readonly step: number; readonly why: string } | null;
  /** The draft cannot start a chat by itself; the preview begins here. */
  readonly startsIn: string;
}

/** One text of one block as a channel prints it, at its longest values. */
export interface SheetRow {
  readonly block: string;
  /** Where in the block: `say`, `help 2`. */
  readonly place: string;
  readonly channel: ChannelId;
  readonly language: string;
  readonly line: Extract<PreviewLine, { by: 'script' }>;
  /** What had to be changed to fit, e.g. `list: 7 choices`. */
  readonly reshaped: readonly string[];
}

export type Wanted =
  | { readonly kind: 'live'; readonly scripts: readonly ScriptText[] }
  | {
      readonly kind: 'look';
      readonly turn: number;
      readonly scriptId: string;
      readonly text: string;
      readonly preview: PreviewWish | null;
    }
  /** The whole script on every channel; answered with its rows, null when it cannot be read. */
  | { readonly kind: 'sheet'; readonly scriptId: string; readonly text: string };

export interface Looked {
  readonly turn: number;
  readonly problems: readonly Problem[];
  /** The draft cannot be run: languages and preview are those of the last one that could. */
  readonly isBehind: boolean;
  readonly languages: readonly string[] | null;
  readonly preview: PreviewShown | null;
}
