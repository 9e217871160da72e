import type { CompiledScript } from './script.js';

/**
 * What a script gives to those it calls or jumps to, and takes from them: every input they need and none they do not know,
 * only outputs they declare. Nothing is shared by having the same name.
 */
export function checkCalls(script: CompiledScript, byId: ReadonlyMap<string, CompiledScript>): string[] {
  const wrong: string[] = [];
  for (const block of script.blocks) {
    if (block.kind !== 'call' && block.kind !== 'jump') continue;
    const from = `script "${script.id}" block "${block.id}"`;
    const called = byId.get(block.script);
    if (!called) {
      wrong.push(`${from}: there is no script "${block.script}". Add it, or ${block.kind} another`);
      continue;
    }
    const given = new Set(block.inputs.map(([name]) => name));
    for (const [name, { optional }] of called.inputs) {
      if (!optional && !given.has(name))
        wrong.push(`${from}: script "${called.id}" needs "${name}". Add it under "with:"`);
    }
    for (const name of given) {
      if (!called.inputs.has(name)) wrong.push(`${from}: script "${called.id}" takes no "${name}". Remove it`);
    }
    if (block.kind === 'call') wrong.push(...block.take.flatMap((taken) => checkTaken(from, script, called, taken)));
  }
  return wrong;
}

function checkTaken(
  from: string,
  script: CompiledScript,
  called: CompiledScript,
  { name, output, optional }: { readonly name: string; readonly output: string; readonly optional: boolean },
): string[] {
  const declared = called.outputs.get(output);
  if (!declared) return [`${from}: script "${called.id}" has no output "${output}". Declare it there, or take another`];
  if (declared.optional && !optional)
    return [`${from}: output "${output}" of script "${called.id}" may be missing. Take it as "${output}?"`];
  const type = script.vars.get(name);
  if (type !== undefined && type !== 'any' && declared.type !== 'any' && type !== declared.type)
    return [
      `${from}: "${name}" is declared as ${type}, but output "${output}" is ${declared.type}. Declare it as ${declared.type}`,
    ];
  return [];
}
