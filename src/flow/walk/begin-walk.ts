import type { ChannelId } from '../../messaging/message.js';
import { longestAnswers, type LongestValues } from '../checks/longest-values.js';
import type { Library } from '../library.js';
import type { Call, FlowEvent } from '../protocol.js';
import { reduce } from '../reduce.js';
import { fail, interrupt } from '../run/enter.js';
import { finishDraft, openDraft } from '../run/open-draft.js';
import type { CompiledScript } from '../script/script.js';
import { applyTurn, createState, type FlowState, type Turn } from '../state.js';
import { startsOf } from './happenings.js';
import type { AnyHouse } from './outcomes.js';
import type { WalkTask } from './walk.js';

export const NOON_UTC = Date.UTC(2026, 10, 21, 12);

/** Where chats begin: the first word of somebody new, of somebody known, or the script laid over an empty chat. */
export function beginWalk(
  task: WalkTask,
  library: Library,
  house: AnyHouse,
  { language, channel, longest }: { language: string; channel: ChannelId; longest: LongestValues },
  arrive: (state: FlowState, call: Call | null, turn: Turn | null, by: string) => void,
): void {
  const { script } = task;
  const fresh = createState({ shopId: 'shop', channel, language, profile: null });
  const people = [
    { name: 'somebody new', person: {} },
    { name: 'somebody known', person: longest.person },
  ];
  const isMain = library.shop('shop')?.script === script.id;
  for (const { name, person } of people) {
    const state: FlowState = { ...fresh, person };
    for (const from of task.scripts.filter(({ fallback }) => fallback === script.id)) {
      const { before, turn } = fallenInto(library, from, state, longest, isMain);
      arrive(applyTurn(before, turn), callIn(turn), turn, `${name}, where ${from.id} failed`);
    }
    if (isMain) {
      arrive(state, null, null, name);
      const first: FlowEvent = { type: 'text', text: '1' };
      const turn = reduce(library, state, first, NOON_UTC);
      arrive(applyTurn(state, turn), callIn(turn), turn, `${name}, 1`);
      // It may be called as well, with what others know already.
      if (script.inputs.size === 0) continue;
    }
    for (const inputs of startsOf(script, house, longest)) {
      const draft = openDraft(library, { ...state, control: { ...state.control, met: 1 } }, NOON_UTC);
      interrupt(draft, script.id, inputs.values);
      const turn = finishDraft(draft);
      arrive(applyTurn(state, turn), callIn(turn), turn, `${name}${inputs.name}`);
    }
  }
}

/** Where another script has failed that falls back on this one, all its questions answered (FL-16). */
function fallenInto(
  library: Library,
  from: CompiledScript,
  state: FlowState,
  longest: LongestValues,
  isRun: boolean,
): { before: FlowState; turn: Turn } {
  const { hold: _isNew, ...answers } = longestAnswers(from, longest);
  const frame = { s: from.id, v: from.version, b: from.blocks[from.start]?.id ?? '' };
  const frames = [isRun ? frame : { ...frame, vars: answers, i: 1 as const }];
  const before: FlowState = { ...state, answers: isRun ? answers : {}, control: { ...state.control, met: 1, frames } };
  const draft = openDraft(library, before, NOON_UTC);
  fail(draft, 'it is walked');
  // That something failed is what is walked here.
  const { fault: _expected, ...turn } = finishDraft(draft);
  return { before, turn };
}

/** What the house is asked at the end of a turn. */
export function callIn(turn: Turn): Call | null {
  return turn.effects.find((effect) => effect.effect === 'call')?.call ?? null;
}
