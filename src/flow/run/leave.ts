import { categoryOf } from './category.js';
import { placeOf, replaceTop, setValue, topFrame, type Draft, type OpenQuestion } from './draft.js';
import { enter, withHistory } from './enter.js';
import { ASK_KINDS, FIELDS, type KindSpec } from '../script/kinds.js';
import type { Json } from '../protocol.js';
import type { AskBlock } from '../script/script.js';
import { markQuestion } from './steps.js';
import { pickFields } from '../script/text.js';
import { withThoseBefore } from './together.js';

/** A typed value that was read. */
export function takeTyped(draft: Draft, open: OpenQuestion, value: Json): void {
  takeValue(draft, open, null, value, 'answered');
}

/** Keeps the value, closes the question and goes on. @param choiceId the choice that stood for it, if one did. */
export function takeValue(
  draft: Draft,
  open: OpenQuestion,
  choiceId: string | null,
  value: Json | undefined,
  exit: string,
): void {
  if (open.block.save !== null) setValue(draft, open.block.save, value);
  answered(draft, open, choiceId, exit);
  leave(draft, open.block, exit);
}

/** Keeps one of the things offered, and forgets what only made sense before. */
export function takeItem(draft: Draft, block: AskBlock, item: Json): void {
  const kind: KindSpec = ASK_KINDS[block.ask];
  const fields = kind.saves ? FIELDS[kind.saves.type] : null;
  const taken = withThoseBefore(draft, block, item);
  if (block.save !== null)
    setValue(draft, block.save, fields ? withAddOns(block, taken, pickFields(taken, fields)) : taken);
  const over = block.ask === 'service' ? ['staff', 'day', 'extras'] : block.ask === 'slot' ? ['day', 'otherDay'] : [];
  for (const name of over) forget(draft, name);
}

/** A list among the fields of a service: what can be added to it is asked for later. */
function withAddOns(block: AskBlock, item: Json, kept: Readonly<Record<string, Json>>): Json {
  if (block.ask !== 'service' || typeof item !== 'object' || item === null || !('addOns' in item)) return kept;
  return { ...kept, addOns: item.addOns ?? [] };
}

export function forget(draft: Draft, name: string): void {
  const vars = topFrame(draft)?.vars;
  const known = vars
    ? Object.hasOwn(vars, name)
    : Object.hasOwn(draft.changes, name) || Object.hasOwn(draft.base.answers, name);
  if (known) setValue(draft, name, undefined);
}

export function leave(draft: Draft, block: AskBlock, exit: string): void {
  const place = placeOf(draft, topFrame(draft));
  const index = block.exits.get(exit) ?? block.exits.values().next().value;
  if (place && index !== undefined) enter(draft, { script: place.script, index });
}

/**
 * The question is over: it can be gone back to, and its buttons no longer count. Called once its value is kept.
 * @param exit what the answer is called where the question has no categories of its own.
 */
export function answered(
  draft: Draft,
  { block, question, frame }: OpenQuestion,
  choiceId: string | null,
  exit: string,
): void {
  markQuestion(draft, 'answered', { category: categoryOf(draft, block) ?? exit });
  replaceTop(draft, withHistory(topFrame(draft) ?? frame, block.id));
  if (question.id !== '') draft.effects.push({ effect: 'answered', stepId: question.id, choiceId });
}
