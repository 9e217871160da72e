import type { Json } from '../protocol.js';
import type { CompiledScript } from '../script/script.js';
import type { Answers, FlowState, Frame } from '../state.js';
import { fieldOf } from '../script/text.js';

/**
 * What makes two places of a walk the same: where it stands, what is offered, which values there are, and those the script
 * decides by. Not how it got there: walks over histories never end.
 */
export function createKeyOf(script: CompiledScript): (state: FlowState) => string {
  const ofAnswers = createAbstract(script, 'answer');
  const ofPerson = createAbstract(script, 'person');
  return ({ control, answers, person }) =>
    [
      control.frames.map((frame) => frameKey(frame, ofAnswers)).join('>'),
      control.wait ?? '',
      control.hint === undefined ? '' : 'h',
      control.slow ?? '',
      control.met ?? '',
      control.probe === undefined ? '' : 'p',
      control.own?.by === undefined ? '' : 'o',
      Object.keys(control.tm ?? {}).join(),
      control.part === undefined ? '' : 'part',
      ofAnswers(answers),
      ofPerson(person),
    ].join('|');
}

/** Of a set of values those that decide something, and no more of each than does. */
function createAbstract(script: CompiledScript, of: 'answer' | 'person'): (values: Answers) => string {
  const decided = decidedBy(script, of);
  for (const name of READ_BY_HOUSE) if (!decided.has(name)) decided.set(name, new Set());
  return (values) =>
    Object.keys(values)
      .filter((name) => decided.has(name))
      .sort()
      .map((name) => `${name}${shown(values[name], decided.get(name))}`)
      .join();
}

const TRIES_TOLD_APART = 3;

function frameKey({ s, b, i, h, q, o, vars, known }: Frame, abstract: (answers: Answers) => string): string {
  const question = q
    ? [
        Math.min(q.t ?? 0, TRIES_TOLD_APART),
        q.p ?? 0,
        q.items?.length ?? '',
        q.more ?? '',
        q.skip ?? '',
        // Anything else a question remembers, by its name.
        Object.keys(q).join(),
      ].join('/')
    : '';
  return `${s}:${b}:${o ? 'o' : ''}${i ?? ''}${known?.join() ?? ''}:${h?.at(-1) ?? ''}:${question}:${vars ? abstract(vars) : ''}`;
}

/** What the house needs for its calls: whether it is there decides what happens. */
const READ_BY_HOUSE = ['hold', 'name'];

/** Where something is asked, whatever is known: block upon block, and the question before, where 8 leads. */
export function askedAt({ control }: FlowState): { here: string; before: string } {
  const here = control.frames
    .map(
      ({ s, b, i, q }) =>
        `${s}:${b}:${i ?? ''}:${Math.min(q?.t ?? 0, TRIES_TOLD_APART)}:${q?.p ? 1 : 0}:${q?.skip ?? ''}`,
    )
    .join('>');
  return { here, before: control.frames.map(({ h }) => h?.at(-1) ?? '').join('>') };
}

/** For each variable the parts that conditions read; an empty one is the value itself. */
function decidedBy(script: CompiledScript, of: 'answer' | 'person'): Map<string, Set<string>> {
  const reads = new RegExp(String.raw`\b${of}\.(\w+)(?:\.(\w+))?`, 'g');
  const decided = new Map<string, Set<string>>();
  for (const source of conditionsIn(script))
    for (const [, name = '', field = ''] of source.matchAll(reads))
      decided.set(name, (decided.get(name) ?? new Set()).add(field));
  return decided;
}

/** The source of every condition: what is only written down decides nothing. */
export function conditionsIn(script: CompiledScript): string[] {
  const sources: string[] = [];
  const seen = new Set<unknown>();
  const look = (value: unknown, key: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof Map) return [...value.values()].forEach((one) => look(one, key));
    if ('evaluate' in value && 'source' in value && typeof value.source === 'string') {
      if (CONDITIONAL.has(key)) sources.push(value.source);
      return;
    }
    if (Array.isArray(value)) return value.forEach((one) => look(one, key));
    for (const [name, part] of Object.entries(value)) look(part, key === 'on' ? key : name);
  };
  look(script.blocks, '');
  return sources;
}
const CONDITIONAL = new Set(['when', 'on', 'categories']);

function shown(value: Json | undefined, fields: ReadonlySet<string> | undefined): string {
  if (!fields || value === undefined) return Array.isArray(value) && value.length === 0 ? '=[]' : '';
  const parts = [...fields].map((field) => plainOf(field === '' ? value : fieldOf(value, field)));
  return `=${parts.join('/')}`;
}

/** Words of a person are all alike; what a script can compare is short. */
function plainOf(value: unknown): string {
  if (typeof value === 'string') return value.length > 12 ? '' : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
