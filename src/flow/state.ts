import type { ChannelId, Instant } from '../messaging/message.js';
import type { CallName, Effect, Json, StepEvent } from './protocol.js';

/**
 * Where one conversation stands. Small on purpose: it is stored with every turn.
 *
 * Glossary
 * - **run**: one way through the main script, from the greeting to its end. Its answers are `FlowState.answers`.
 * - **frame**: a script under way, pinned to the version it began with. The first is the run; those above it interrupted
 *   it or were called by it, and keep their values in `vars`, so that moving a visit never touches a booking half made.
 * - **question**: what a frame asked last. It stays while another frame is on top, and is asked again afterwards.
 * - **idle**: no frames; the next word begins a run.
 */
export interface FlowState {
  readonly v: 1;
  readonly control: Control;
  readonly answers: Answers;
  /** Lasting facts: name, phone, email, profileName, last (what was booked last). */
  readonly person: Answers;
}

export type Answers = Readonly<Record<string, Json>>;

export interface Control {
  readonly shop: string;
  readonly ch: ChannelId;
  readonly lang: string;
  /** Whose chat it is, opaque: chance that must fall the same every time is drawn from it. */
  readonly who?: string;
  /** When the last event came that was not a timer; 0 before the first. */
  readonly at: Instant;
  /** Questions asked so far; in base 36 it is the id of the last one. */
  readonly n: number;
  readonly frames: readonly Frame[];
  /** The call whose outcome is awaited. */
  readonly wait?: CallName;
  /** The first message, which names the shop, has been said. */
  readonly met?: 1;
  /** A whole sentence that may answer the next questions too. */
  readonly hint?: string;
  /** The person went back: ask even what could be taken from `hint` or from the last visit. */
  readonly slow?: 1;
  /** An event set aside while the house is asked whether its words name a service. */
  readonly probe?: string;
  /** Runs begun so far; in base 36 it is the name of the present one. */
  readonly r?: number;
  /** When each timer rings, by its id. */
  readonly tm?: Readonly<Record<string, Instant>>;
  /** The last taking over or giving back of the chat: its epoch, and who has it. The script has it when nobody is named. */
  readonly own?: Ownership;
  /** Words that are only a part of an answer, waiting for the rest. */
  readonly part?: string;
  /** Nudges given since the person was last heard, and one more once it is parked. */
  readonly nudged?: number;
}

export interface Ownership {
  readonly e: number;
  readonly by?: string;
}

export interface Frame {
  /** Script id, its version, the block it stands at. */
  readonly s: string;
  readonly v: number;
  readonly b: string;
  /** Question blocks answered before, the last one last; at most 8. */
  readonly h?: readonly string[];
  /** Present on every frame but the run. */
  readonly vars?: Answers;
  /** An earlier answer is being changed: on the way back `to` where the person was, the answers to `keep` are not asked again. */
  readonly redo?: Redo;
  /** It interrupted the frame below, whose question is asked again when this one ends. Otherwise it was called by it. */
  readonly i?: 1;
  readonly q?: Question;
  /** Up to which newer version of its script the person has been asked whether to go on. */
  readonly a?: number;
  /** It waits until then, or for words that come before. */
  readonly w?: Instant;
  /** The time of the link it waits for is over: it is looked once more whether it was called. */
  readonly o?: 1;
  /** The scripts that failed here, one after the other, before this one took their place. */
  readonly fell?: readonly string[];
  /** Values brought from them: a question for one is passed over, once. */
  readonly known?: readonly string[];
  /** What they had asked of the house: the same again goes under the same key, once. */
  readonly again?: Acts;
  /** What this script has asked of the house, kept where a fallback may ask for it again. */
  readonly did?: Acts;
}

export type Acts = Readonly<Partial<Record<CallName, Act>>>;

export interface Act {
  /** What it was about. */
  readonly of: string;
  /** Missing until the house was asked. */
  readonly key?: string;
}

export interface Redo {
  readonly to: string;
  readonly keep: readonly string[];
}

export interface Question {
  readonly id: string;
  /** How often the answer was not understood. */
  readonly t?: number;
  /** The page shown, from 0. */
  readonly p?: number;
  /** What is offered, for questions whose choices come from the house: for times the page shown, else the whole list. */
  readonly items?: readonly Json[];
  /** Times only: there are more after these. */
  readonly more?: 1;
  /** Times only: after which instant each page shown so far begins; null is the first. */
  readonly after?: readonly (Instant | null)[];
  /** When it was put; for times, when they were looked up. */
  readonly at?: Instant;
  /** The times are being looked up anew: what is said with them once they are here. */
  readonly again?: Words;
  /** Leaving the question out is offered as a choice. */
  readonly skip?: 1;
  /** Chosen so far, by tapping one after another; for consent what was answered, while it is being recorded. */
  readonly c?: readonly string[];
  /** What was said, read back and not yet agreed to: what is likely meant first, then what else it may be. */
  readonly back?: readonly Json[];
}

/** What is said with a question that is put again: `lead` before its text, `instead` in place of it. */
export interface Words {
  readonly lead?: string;
  readonly instead?: string;
  /** The last answer was not understood: how to answer is said in place of the text. */
  readonly unclear?: 1;
  /** Nobody waits for it: it need not go out in the night. */
  readonly later?: 1;
}

/** What an event leads to. `answers` holds only what changed; undefined means forget. */
export interface Turn {
  readonly control: Control;
  readonly answers: Readonly<Record<string, Json | undefined>>;
  readonly person: Answers;
  readonly effects: readonly Effect[];
  /** What happened at which block, for the funnel; absent when nothing did. */
  readonly steps?: readonly StepEvent[];
  /** Something in the stored state or the script was not as it must be; the person was told, the log should be too. */
  readonly fault?: string;
}

/** What is known of a chat when it begins. */
export interface FlowContext {
  readonly shopId: string;
  readonly who?: string;
  readonly channel: ChannelId;
  readonly language: string;
  readonly profile: { readonly displayName?: string; readonly phone?: string } | null;
}

export function createState({ shopId, who, channel, language, profile }: FlowContext): FlowState {
  return {
    v: 1,
    control: {
      shop: shopId,
      ch: channel,
      lang: language,
      ...(who === undefined ? {} : { who }),
      at: 0,
      n: 0,
      frames: [],
    },
    answers: {},
    person: {
      ...(profile?.displayName ? { profileName: profile.displayName.slice(0, 60) } : {}),
      ...(profile?.phone ? { phone: profile.phone } : {}),
    },
  };
}

/** The state after a turn; the one given is left as it is. A damaged one is replaced. */
export function applyTurn(state: FlowState, turn: Turn): FlowState {
  const before = isUsable(state) ? state.answers : {};
  const names = Object.keys(turn.answers);
  if (names.length === 0) return { v: 1, control: turn.control, answers: before, person: turn.person };
  const answers: Record<string, Json> = { ...before };
  write(answers, turn.answers, names);
  return { v: 1, control: turn.control, answers, person: turn.person };
}

/** The same for the owner of the state: its answers are changed in place, so that a turn costs what it changes. */
export function applyTurnInPlace(state: FlowState, turn: Turn): FlowState {
  // The owner gives up the old state, so that its answers may be written although others only ever see them read-only.
  const answers = state.answers as Record<string, Json>;
  write(answers, turn.answers, Object.keys(turn.answers));
  return { v: 1, control: turn.control, answers, person: turn.person };
}

function write(answers: Record<string, Json>, changes: Turn['answers'], names: readonly string[]): void {
  for (const name of names) {
    const value = changes[name];
    if (value === undefined) delete answers[name];
    else answers[name] = value;
  }
}

/**
 * A damaged state with the shop and the channel, which whoever stores it knows. It may still be unusable: `reduce` then
 * begins again with an apology, at the right shop, and keeps what it can read of the rest.
 */
export function placeDamaged(
  damaged: unknown,
  { shopId, channel }: Pick<FlowContext, 'shopId' | 'channel'>,
): FlowState {
  const rest = isRecord(damaged) ? damaged : {};
  const control = isRecord(rest['control']) ? rest['control'] : {};
  // Not known to be a FlowState; `reduce` looks before it trusts any.
  return { ...rest, control: { ...control, shop: shopId, ch: channel } } as unknown as FlowState;
}

/** Whether a stored state can be worked with. Cheap: it looks at the control part and the kinds of the rest. */
export function isUsable(state: unknown): state is FlowState {
  if (!isRecord(state) || state['v'] !== 1 || !isRecord(state['answers']) || !isRecord(state['person'])) return false;
  const control = state['control'];
  if (!isRecord(control) || typeof control['shop'] !== 'string' || typeof control['ch'] !== 'string') return false;
  if (!isLanguage(control['lang']) || !Number.isFinite(control['at']) || !Number.isSafeInteger(control['n']))
    return false;
  if ((control['n'] as number) < 0 || !isOptional(control['hint'], 'string') || !isOptional(control['probe'], 'string'))
    return false;
  if (!isOptional(control['who'], 'string')) return false;
  if (!isOptional(control['wait'], 'string') || !isOptional(control['part'], 'string')) return false;
  if (!['r', 'nudged'].every((name) => control[name] === undefined || isCount(control[name]))) return false;
  if (control['tm'] !== undefined && !isTimers(control['tm'])) return false;
  if (control['own'] !== undefined && !isOwnership(control['own'])) return false;
  return Array.isArray(control['frames']) && control['frames'].length <= FRAMES_MAX && control['frames'].every(isFrame);
}

export const FRAMES_MAX = 8;

/** Formatters throw on anything else. */
export function isLanguage(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z]{2}$/.test(value);
}

function isFrame(frame: unknown, index: number): boolean {
  if (
    !isRecord(frame) ||
    typeof frame['s'] !== 'string' ||
    typeof frame['v'] !== 'number' ||
    typeof frame['b'] !== 'string'
  )
    return false;
  const { h, vars, q, redo } = frame;
  if (redo !== undefined && !(isRecord(redo) && typeof redo['to'] === 'string' && Array.isArray(redo['keep'])))
    return false;
  if (h !== undefined && !(Array.isArray(h) && h.every((one) => typeof one === 'string'))) return false;
  if (vars === undefined ? index > 0 : !isRecord(vars)) return false;
  if (![frame['w'], frame['a']].every((one) => one === undefined || Number.isFinite(one))) return false;
  if (![frame['fell'], frame['known']].every((one) => one === undefined || Array.isArray(one))) return false;
  if (![frame['again'], frame['did']].every((one) => one === undefined || isRecord(one))) return false;
  return q === undefined || isQuestion(q);
}

function isQuestion(question: unknown): boolean {
  if (!isRecord(question) || typeof question['id'] !== 'string') return false;
  const { t, p, items, after, at, again, c, back } = question;
  if ((t !== undefined && !isCount(t)) || (p !== undefined && !isCount(p))) return false;
  if ((at !== undefined && !Number.isFinite(at)) || (again !== undefined && !isWords(again))) return false;
  if (c !== undefined && !(Array.isArray(c) && c.every((one) => typeof one === 'string'))) return false;
  if (back !== undefined && !(Array.isArray(back) && back.length > 0)) return false;
  if (items !== undefined && !(Array.isArray(items) && items.every(isRecord))) return false;
  return after === undefined || (Array.isArray(after) && after.every((one) => one === null || Number.isFinite(one)));
}

function isTimers(timers: unknown): boolean {
  return isRecord(timers) && Object.values(timers).every(Number.isFinite);
}

function isOwnership(own: unknown): boolean {
  return isRecord(own) && Number.isSafeInteger(own['e']) && isOptional(own['by'], 'string');
}

function isWords(words: unknown): boolean {
  return isRecord(words) && isOptional(words['lead'], 'string') && isOptional(words['instead'], 'string');
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isOptional(value: unknown, type: 'string'): boolean {
  return value === undefined || typeof value === type;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
