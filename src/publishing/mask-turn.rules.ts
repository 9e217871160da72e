import { maskPersonal, type FlowState, type Library } from '../flow/index.js';
import type { FlowEvent, Json, Outcome, StepEvent } from '../flow/protocol.js';

/** Somebody of the same shape as everybody: what is masked can still be answered with. */
const SOMEONE: Readonly<Record<string, string>> = {
  name: 'Someone Else',
  phone: '+447700900123',
  email: 'someone@example.com',
  address: '12 Mill Lane, London N1 7AA',
  location: '12 Mill Lane, London N1 7AA',
  text: 'something',
  code: '000000',
};
/** Fields of what the house answers that tell who somebody is. */
const FIELDS: Readonly<Record<string, string>> = {
  customerName: SOMEONE['name']!,
  sentTo: '…',
  answeredBy: 'Somebody',
  digits: '000000',
  url: 'https://example.com',
  trackUrl: 'https://example.com',
  content: '',
  latitude: '',
  longitude: '',
};

/** A code from another chat may be sent where it is of no use, and still be good. */
const CODE = /^\s*\d{3}[\s-]?\d{3}\s*$/;

interface Turn {
  readonly before: FlowState;
  readonly event: FlowEvent;
  readonly outcomes: readonly Outcome[];
  readonly steps: readonly StepEvent[];
}

/**
 * A turn without what tells who it was. Words that answered a question for a name, a number, an address are replaced by
 * another such answer; in all other words numbers, addresses and the person's own names give way.
 */
export function maskTurn(
  library: Library,
  { before, event, outcomes, steps }: Turn,
): { event: FlowEvent; outcomes: readonly Outcome[]; start: FlowState | null } {
  const names = namesOf(before);
  const mask = (text: string): string => withoutNames(maskPersonal(text), names);
  return {
    event: maskEvent(event, answerTo(library, before, steps), mask),
    outcomes: outcomes.map((one) => deep(one, mask)),
    start: before.control.frames.length === 0 ? strangersState(before) : null,
  };
}

function maskEvent(event: FlowEvent, stand: string | null, mask: (text: string) => string): FlowEvent {
  switch (event.type) {
    case 'text':
      return { type: 'text', text: stand ?? (CODE.test(event.text) ? SOMEONE['code']! : mask(event.text)) };
    case 'choice':
      return event.label === undefined ? event : { ...event, label: mask(event.label) };
    case 'media':
      return {
        type: 'media',
        media: event.media,
        ...(event.file ? { file: { ref: '', type: event.file.type, bytes: null, name: null } } : {}),
      };
    case 'location':
      return { type: 'location', latitude: 0, longitude: 0 };
    case 'relay':
      return { type: 'relay', by: 'Somebody', text: '…', epoch: event.epoch };
    case 'owner':
      return { ...event, by: 'Somebody' };
    case 'notice':
      return { type: 'notice', notice: deep(event.notice, mask) };
    // All that somebody said elsewhere comes with it: it is not kept a second time.
    case 'arrives':
      return { ...event, carried: null };
    case 'leaves':
    case 'joined':
    case 'called':
    case 'notPassed':
    case 'timer':
    case 'start':
    case 'outcome':
    case 'broken':
      return event;
  }
}

/** What stands for the answer when it was a personal one; null when the words were something else. */
function answerTo(library: Library, { control }: FlowState, steps: readonly StepEvent[]): string | null {
  const top = control.frames.at(-1);
  const script = top && library.script(top.s, top.v);
  const block = script?.blocks[script.indexById.get(top?.b ?? '') ?? -1];
  if (block?.kind !== 'ask') return null;
  const answered = steps.find((one) => one.what === 'answered' && one.block === block.id);
  // What was said where something sensitive is asked may be a half or a wrong answer; nothing of it is kept.
  if (!answered) return block.sensitive || block.ask === 'code' ? '…' : null;
  if (answered.category === 'skipped') return null;
  return SOMEONE[block.ask] ?? (block.sensitive ? '…' : null);
}

function strangersState({ v, control, person }: FlowState): FlowState {
  const { who: _who, probe: _probe, hint: _hint, part: _part, ...rest } = control;
  const stranger: Record<string, Json> = {};
  for (const [name, value] of Object.entries(person))
    stranger[name] = name === 'profileName' ? SOMEONE['name']! : (SOMEONE[name] ?? value);
  return { v, control: rest, answers: {}, person: stranger };
}

function namesOf({ person, answers }: FlowState): readonly string[] {
  return [person['name'], person['profileName'], answers['name']]
    .flatMap((one) => (typeof one === 'string' ? [one, ...one.split(/\s+/)] : []))
    .filter((one) => one.length > 2);
}

function withoutNames(text: string, names: readonly string[]): string {
  return names.reduce((rest, name) => rest.replaceAll(name, SOMEONE['name']!), text);
}

/** The same shape, its words masked. */
function deep<T>(value: T, mask: (text: string) => string): T {
  // The shape is kept field by field, so it is still a T; only words inside have changed.
  const walk = (one: unknown, name: string): unknown => {
    if (Object.hasOwn(FIELDS, name) && one !== null) return typeof one === 'string' ? FIELDS[name] : null;
    if (typeof one === 'string') return KEPT.test(name) ? one : mask(one);
    if (Array.isArray(one)) return one.map((part) => walk(part, name));
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, part]) => [key, walk(part, key)]));
  };
  return walk(value, '') as T;
}

/** Names and times of the house's own, which look like numbers and names and are neither. */
const KEPT =
  /(?:^id|Id|^reference|Name|^name|^call|^exit|^when|^clock|Text|^status|^until|^wanted|^was|^at|^step|^state|^pay|^reason|^free\w*|^currency)$/;
