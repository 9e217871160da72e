import { introduce, renewsTimes, sayQuestion } from './ask.js';
import {
  assign,
  openQuestion,
  phrase,
  placeOf,
  render,
  replaceTop,
  setValue,
  topFrame,
  type Draft,
  type OpenQuestion,
} from './draft.js';
import { enter, withHistory } from './enter.js';
import { FIELDS, ASK_KINDS, SKIP_CHOICE, type KindSpec } from './kinds.js';
import { offerOf } from './offers.js';
import type { HelpedKind, PhraseKey } from './phrases.js';
import type { Json } from './protocol.js';
import type { AskBlock, Candidate } from './script.js';
import { isRecord } from './state.js';

const HINT_CHARS_MAX = 160;

/** Takes a choice as the answer and goes on. @param said the words it was named with, which may answer more. */
export function choose(draft: Draft, open: OpenQuestion, candidate: Candidate, said: string | null): void {
  const { block, question } = open;
  const { from } = candidate;
  if ('option' in from) {
    const option = block.options[from.option];
    if (!option) return;
    if (option.sentence && said !== null) draft.hint = said.slice(0, HINT_CHARS_MAX);
    answered(draft, open, candidate.id);
    if (block.save !== null) setValue(draft, block.save, option.id);
    assign(draft, option.set);
    enter(draft, { script: open.script, index: option.goto });
  } else if ('item' in from) {
    if (said !== null) draft.hint = said.slice(0, HINT_CHARS_MAX);
    answered(draft, open, candidate.id);
    takeItem(draft, block, question.items?.[from.item] ?? null);
    // What was wished for before is over once something is chosen by hand.
    if (block.pick && block.pick[0] !== 'person') forget(draft, block.pick[0]!);
    leave(draft, block, 'chosen');
  } else if ('suggested' in from) {
    answered(draft, open, candidate.id);
    takeValue(draft, block, from.suggested);
  } else {
    answered(draft, open, SKIP_CHOICE);
    if (block.save !== null) setValue(draft, block.save, undefined);
    leave(draft, block, 'skipped');
  }
}

/** A typed value that was read. */
export function takeTyped(draft: Draft, open: OpenQuestion, value: Json): void {
  answered(draft, open, null);
  takeValue(draft, open.block, value);
}

function takeValue(draft: Draft, block: AskBlock, value: Json): void {
  if (block.save !== null) setValue(draft, block.save, value);
  leave(draft, block, 'answered');
}

/** Keeps one of the things offered, and forgets what only made sense before. */
export function takeItem(draft: Draft, block: AskBlock, item: Json): void {
  const kind: KindSpec = ASK_KINDS[block.ask];
  const fields = kind.saves ? FIELDS[kind.saves.type] : null;
  if (block.save !== null) setValue(draft, block.save, fields ? pickFields(item, fields) : item);
  const over = block.ask === 'service' ? ['staff', 'day'] : block.ask === 'slot' ? ['day', 'otherDay'] : [];
  for (const name of over) forget(draft, name);
}

export function forget(draft: Draft, name: string): void {
  const vars = topFrame(draft)?.vars;
  const known = vars
    ? Object.hasOwn(vars, name)
    : Object.hasOwn(draft.changes, name) || Object.hasOwn(draft.base.answers, name);
  if (known) setValue(draft, name, undefined);
}

/** Only what scripts may show: what a view holds beyond that would be stored with every turn for nothing. */
export function pickFields(value: unknown, fields: readonly string[]): Json {
  const kept: Record<string, Json> = {};
  if (!isRecord(value)) return kept;
  for (const field of fields) {
    const found = value[field];
    if (typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' || found === null)
      kept[field] = found;
  }
  return kept;
}

export function leave(draft: Draft, block: AskBlock, exit: string): void {
  const place = placeOf(draft, topFrame(draft));
  const index = block.exits.get(exit) ?? block.exits.values().next().value;
  if (place && index !== undefined) enter(draft, { script: place.script, index });
}

/** The question is over: it can be gone back to, and its buttons no longer count. */
function answered(draft: Draft, { block, question, frame }: OpenQuestion, choiceId: string | null): void {
  replaceTop(draft, withHistory(frame, block.id));
  if (question.id !== '') draft.effects.push({ effect: 'answered', stepId: question.id, choiceId });
}

/** Said when an answer was not understood: how to answer, then an example, then a way round; never the same twice running. */
export function notUnderstood(draft: Draft, open: OpenQuestion, said: { lead?: string; problem?: string } = {}): void {
  const { block, frame, question } = open;
  const tries = (question.t ?? 0) + 1;
  const offersSkip = tries >= 3 && block.optional && block.exits.has('skipped');
  replaceTop(draft, { ...frame, q: { ...question, t: tries, ...(offersSkip ? { skip: 1 as const } : {}) } });
  const lead = said.lead === undefined ? {} : { lead: said.lead };
  if (!renewsTimes(draft, { ...lead, unclear: 1 })) explain(draft, said);
}

/** Says how to answer the open question, in place of its text. */
export function explain(draft: Draft, said: { lead?: string; problem?: string }): void {
  const open = openQuestion(draft);
  if (!open) return;
  const tries = open.question.t ?? 1;
  const help = tries === 1 && said.problem ? said.problem : helpText(draft, open.block, open, tries);
  const words = [said.lead ?? '', help].filter(Boolean).join(' ');
  sayQuestion(draft, { instead: words, lost: tries >= 3 });
}

function helpText(draft: Draft, block: AskBlock, open: OpenQuestion, tries: number): string {
  if (tries >= 3) return phrase(draft, tries % 2 === 1 ? 'help.lost' : 'help.stillLost');
  const own = block.help[tries - 1];
  if (own) return render(draft, own);
  const { candidates } = offerOf(draft, block, open.question);
  const kind = helpedKind(block);
  if (kind === 'choice' && candidates.length === 1 && tries === 1)
    return phrase(draft, 'help.only', { label: candidates[0]!.label });
  const example = candidates[1] ?? candidates[0];
  const key: PhraseKey = tries === 1 ? `help.${kind}.1` : `help.${kind}.2`;
  return phrase(draft, key, {
    count: candidates.length,
    digit: example?.digit ?? '1',
    label: example?.label ?? '',
    min: block.min ?? 0,
    max: block.max ?? 0,
  });
}

function helpedKind({ ask }: AskBlock): HelpedKind {
  switch (ask) {
    case 'text':
    case 'number':
    case 'name':
    case 'phone':
    case 'email':
    case 'date':
      return ask;
    case 'choice':
    case 'confirm':
    case 'service':
    case 'person':
    case 'slot':
    case 'booking':
      return 'choice';
  }
}

/** A question reached without being said is now said; the first message still names the shop. */
export function chooseQuietly(draft: Draft, open: OpenQuestion, candidate: Candidate, said: string): void {
  draft.quiet = false;
  introduce(draft, null);
  choose(draft, open, candidate, said);
}
