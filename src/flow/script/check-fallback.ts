import type { CompiledScript } from './script.js';

/** What keeps a script's fallback from taking over, and what to do about it. */
export interface Unfit {
  readonly reason: string;
  readonly fix: string;
}

/**
 * A fallback takes over in the middle of a talk: it must be there, need nothing that is not known, speak the languages
 * people are being spoken to in, give callers what they were promised, and not lead back to what has failed (FL-16).
 */
export function unfitFallback(script: CompiledScript, byId: ReadonlyMap<string, CompiledScript>): Unfit[] {
  const { fallback: id } = script;
  if (id === null) return [];
  const other = byId.get(id);
  if (!other) return [{ reason: `there is no script "${id}" to fall back on`, fix: 'Add it, or name another' }];
  const round = roundOf(script, byId);
  const wrong: Unfit[] = round
    ? [
        {
          reason: `falling back goes round in a circle: ${round.join(' → ')}`,
          fix: 'Let the simplest of them name none',
        },
      ]
    : [];
  const need = (reason: string, fix: string): void => void wrong.push({ reason: `fallback "${id}" ${reason}`, fix });
  for (const [name, { type, optional }] of other.inputs) {
    const given = script.inputs.get(name);
    if (!optional && (!given || given.optional))
      need(`needs "${name}", which this script may not have`, 'Mark it there as one that may be missing, with "?"');
    else if (given && given.type !== type)
      need(`takes "${name}" as ${type}, here it is ${given.type}`, 'Declare both alike');
  }
  for (const [name, { type, optional }] of script.outputs) {
    const given = other.outputs.get(name);
    if (!given || given.type !== type || (given.optional && !optional))
      need(`does not return "${name}" as this script does`, 'Declare the same outputs in both');
  }
  const silent = script.languages.filter((one) => !other.languages.includes(one));
  if (silent.length > 0) need(`is not written in ${silent.join(', ')}`, 'Write it in the languages of this script');
  return wrong;
}

/** The way from a script back to itself; null when there is none. */
function roundOf(script: CompiledScript, byId: ReadonlyMap<string, CompiledScript>): string[] | null {
  const way = [script.id];
  for (let next = script.fallback; next !== null; next = byId.get(next)?.fallback ?? null) {
    if (next === script.id) return [...way, next];
    // A circle further on is the fault of those in it.
    if (way.includes(next)) return null;
    way.push(next);
  }
  return null;
}
