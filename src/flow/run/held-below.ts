import { placeOf, type Draft } from './draft.js';
import type { Json } from '../protocol.js';
import type { Answers } from '../state.js';
import { fieldOf } from '../script/text.js';

/** The time that is kept by what is under way below a script that was laid over it, such as the one that takes a code. */
export interface HeldBelow {
  readonly holdId: string | null;
  readonly serviceId: string | null;
  /** The person is being asked to pay: the amount stands on a page already. */
  readonly isPaying: boolean;
}

export function heldBelow(draft: Draft): HeldBelow {
  const index = below(draft);
  const values = index === null ? {} : valuesOf(draft, index);
  const place = index === null ? undefined : placeOf(draft, draft.frames[index]);
  return {
    holdId: text(fieldOf(values['hold'], 'id')),
    serviceId: text(fieldOf(values['service'], 'id')),
    isPaying: place?.block.kind === 'ask' && place.block.awaitsPayment,
  };
}

/** Writes what has changed about the kept time to where it is kept. */
export function setBelow(draft: Draft, changed: { readonly hold: Json; readonly slot: Json }): void {
  const index = below(draft);
  const frame = index === null ? undefined : draft.frames[index];
  if (index === null || !frame) return;
  if (frame.vars) draft.frames[index] = { ...frame, vars: { ...frame.vars, ...changed } };
  else Object.assign(draft.changes, changed);
}

/** The nearest frame below the top that keeps a time; else the run, which may have a service chosen. */
function below(draft: Draft): number | null {
  for (let index = draft.frames.length - 2; index >= 0; index -= 1) {
    if (text(fieldOf(valuesOf(draft, index)['hold'], 'id')) !== null) return index;
  }
  return draft.frames.length > 1 ? 0 : null;
}

function valuesOf(draft: Draft, index: number): Answers {
  return draft.frames[index]?.vars ?? ({ ...draft.base.answers, ...draft.changes } as Answers);
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
