import { categoryOf } from './category.js';
import { expressionScope, pushFrame, setLanguage, setValue, topFrame, valueAt, valueOf, type Draft } from './draft.js';
import { frameFor, standAt, type Spot, type Stuck } from './frames.js';
import type { Json } from '../protocol.js';
import type {
  CallBlock,
  CompiledScript,
  JumpBlock,
  LoopBlock,
  SetLanguageBlock,
  SplitBlock,
  SwitchBlock,
  WaitBlock,
} from '../script/script.js';
import { pickArm } from './split.js';
import { mark } from './steps.js';
import { lookForCall, startWait } from './waiting.js';

export type LogicBlock = SwitchBlock | LoopBlock | SplitBlock | WaitBlock | SetLanguageBlock | CallBlock | JumpBlock;

/** Where a block that only decides leads; null when it waits for a time. */
export function enterLogic(draft: Draft, script: CompiledScript, block: LogicBlock): Spot | Stuck | null {
  const to = (index: number): Spot => ({ script, index });
  switch (block.kind) {
    case 'switch':
      return to(block.cases.get(caseOf(draft, script, block)) ?? block.otherwise);
    case 'loop':
      return to(nextRound(draft, block));
    case 'split':
      return takeArm(draft, script, block);
    case 'wait': {
      const due = block.called ? lookForCall(draft, block) : startWait(draft, block);
      return due === 'over'
        ? to(block.then)
        : due === 'unknown'
          ? { stuck: `block "${block.id}" knows no time` }
          : null;
    }
    case 'setLanguage': {
      const wanted = typeof block.language === 'string' ? block.language : valueAt(draft, block.language.from);
      const language = typeof wanted === 'string' ? wanted.slice(0, 2).toLowerCase() : '';
      // A language the script cannot speak changes nothing: better the old one than none.
      if (script.languages.includes(language)) setLanguage(draft, language);
      return to(block.then);
    }
    case 'call':
      return callScript(draft, block);
    case 'jump':
      return jump(draft, block);
  }
}

function caseOf(draft: Draft, script: CompiledScript, { on }: SwitchBlock): string {
  if ('value' in on) {
    const value = on.value.evaluate(expressionScope(draft));
    return value === undefined || typeof value === 'object' ? '' : String(value);
  }
  const asked = script.blocks[on.category];
  return (asked?.kind === 'ask' ? categoryOf(draft, asked) : null) ?? '';
}

function nextRound(draft: Draft, { list, as, counter, max, each, then }: LoopBlock): number {
  const found = valueAt(draft, list);
  const items = Array.isArray(found) ? (found as readonly Json[]).slice(0, max) : [];
  const done = valueOf(draft, counter);
  const next = typeof done === 'number' ? done : 0;
  const item = items[next];
  setValue(draft, as, item);
  setValue(draft, counter, item === undefined ? undefined : next + 1);
  return item === undefined ? then : each;
}

function takeArm(draft: Draft, script: CompiledScript, block: SplitBlock): Spot | Stuck {
  const { control, person } = draft.base;
  const known = [control.who, person['phone'], person['profileName']].find((one) => typeof one === 'string');
  const arm = pickArm(block, `${control.shop}\n${typeof known === 'string' ? known : ''}`);
  if (!arm) return { stuck: `block "${block.id}" has no arm` };
  const frame = topFrame(draft);
  if (frame) {
    mark(draft, 'entered', {}, { ...frame, b: block.id });
    mark(draft, 'answered', { category: arm.name }, { ...frame, b: block.id });
  }
  return { script, index: arm.goto };
}

function inputsFrom(draft: Draft, inputs: CallBlock['inputs']): (readonly [string, Json | undefined])[] {
  // Paths only ever lead to values that were stored, so they are Json.
  return inputs.map(([name, path]) => [name, valueAt(draft, path) as Json | undefined] as const);
}

function callScript(draft: Draft, block: CallBlock): Spot | Stuck {
  const called = draft.library.current(block.script);
  if (!called) return { stuck: `there is no script "${block.script}"` };
  const inputs = inputsFrom(draft, block.inputs);
  standAt(draft, block.id);
  pushFrame(draft, frameFor(called, inputs));
  return { script: called, index: called.start };
}

/**
 * Goes on in another script for good: this one and those that called it are over. What they had interrupted stays below
 * and is asked again at the end.
 */
function jump(draft: Draft, block: JumpBlock): Spot | Stuck {
  const called = draft.library.current(block.script);
  if (!called) return { stuck: `there is no script "${block.script}"` };
  const inputs = inputsFrom(draft, block.inputs);
  const base = Math.max(
    0,
    draft.frames.findLastIndex(({ i, vars }) => i === 1 || !vars),
  );
  const over = draft.frames[base];
  draft.frames = draft.frames.slice(0, base);
  if (over?.vars) {
    draft.frames.push({ ...frameFor(called, inputs), ...(over.i ? { i: 1 as const } : {}) });
    return { script: called, index: called.start };
  }
  draft.frames.push(frameFor(called, null));
  clearAnswers(draft);
  for (const [name, value] of inputs) if (value !== undefined) setValue(draft, name, value);
  return { script: called, index: called.start };
}

/** Nothing of the run is kept but the time held, so that the next hold replaces it. */
export function clearAnswers(draft: Draft): void {
  for (const name of [...Object.keys(draft.base.answers), ...Object.keys(draft.changes)]) {
    if (name !== 'hold') draft.changes[name] = undefined;
  }
}

/** What a script returns goes into the variables its caller named; nothing else of it is seen outside. */
export function takeReturned(
  draft: Draft,
  block: CallBlock,
  returned: Readonly<Record<string, Json | undefined>>,
): void {
  for (const { name, output } of block.take)
    setValue(draft, name, Object.hasOwn(returned, output) ? returned[output] : undefined);
}
