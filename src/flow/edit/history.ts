import { edit, type Draft, type Edited, type Operation } from './operations.js';

/** A draft with all that was done to it, so that it can be undone and done again. Immutable. */
export interface History {
  readonly draft: Draft;
  readonly undone: readonly Operation[];
  readonly done: readonly Operation[];
}

const STEPS_MAX = 500;

export function beginHistory(draft: Draft): History {
  return { draft, done: [], undone: [] };
}

/** @returns the history after it, or why it was refused: then nothing has changed. */
export function perform(
  history: History,
  operation: Operation,
): { history: History; refused: Extract<Edited, { ok: false }> | null } {
  const result = edit(history.draft, operation);
  if (!result.ok) return { history, refused: result };
  const done = [...history.done, result.inverse].slice(-STEPS_MAX);
  return { history: { draft: result.draft, done, undone: [] }, refused: null };
}

/** The same history when there is nothing to undo. */
export function undo(history: History): History {
  return step(history, history.done, (rest, inverse) => ({ done: rest, undone: [...history.undone, inverse] }));
}

/** The same history when nothing was undone. */
export function redo(history: History): History {
  return step(history, history.undone, (rest, inverse) => ({ undone: rest, done: [...history.done, inverse] }));
}

function step(
  history: History,
  stack: readonly Operation[],
  next: (rest: readonly Operation[], inverse: Operation) => Pick<History, 'done' | 'undone'>,
): History {
  const last = stack.at(-1);
  const result = last ? edit(history.draft, last) : null;
  return result?.ok ? { draft: result.draft, ...next(stack.slice(0, -1), result.inverse) } : history;
}
