import { edgesOf } from '../script/graph.js';
import type { Expression } from '../script/expression.js';
import type { Block, CompiledScript } from '../script/script.js';
import type { Check } from './check.js';
import { pathsIn, writtenIn } from './texts.js';

export const awaitWithoutTimeout: Check = {
  id: 'await-without-timeout',
  severity: 'blocks',
  finds: 'When nobody calls the link in time, the script goes on as if somebody had.',
  remedy: 'Lead exit "timedOut" to a block that says that nothing came, and what can be done.',
  run({ script }, found) {
    for (const block of script.blocks)
      if (block.kind === 'wait' && block.called?.to === block.then)
        found(
          ['blocks', block.id, 'exits', 'timedOut'],
          `exit "timedOut" leads to "${script.blocks[block.then]!.id}", as exit "called" does`,
          'Lead it to a block that says that nothing came, and what can be done',
        );
  },
};

export const callbackUnused: Check = {
  id: 'callback-unused',
  severity: 'blocks',
  finds: 'A link is made that nobody is given, or that nothing waits for.',
  remedy: 'Send {callback.url} to whoever is to call it, and wait with "await: callback".',
  run({ script }, found) {
    for (const block of script.blocks) {
      if (block.kind !== 'do' || block.act !== 'callback') continue;
      const after = reachedFrom(script, block);
      const isGiven = after.some((one) => readsOf(script, one).some((path) => /^(?:answer\.)?callback\b/.test(path)));
      const isAwaited = after.some((one) => waitsForLink(one));
      if (!isGiven || !isAwaited)
        found(
          ['blocks', block.id],
          isGiven ? 'nothing waits for the link that is made here' : 'the link that is made here is given to nobody',
          isGiven ? 'Add a block with "await: callback"' : 'Send {callback.url} to whoever is to call it',
        );
    }
  },
};

export const sensitiveSent: Check = {
  id: 'sensitive-sent',
  severity: 'blocks',
  finds: 'A value that is never to be shown is sent to a server outside.',
  remedy: 'Leave it out, or do not mark it as sensitive.',
  run({ script }, found) {
    for (const block of script.blocks) {
      if (block.kind !== 'do') continue;
      const sent = [
        ...(block.emit?.data ?? []).map(([name, value]) => ['data', name, value] as const),
        ...(block.http?.body ?? []).map(([name, value]) => ['body', name, value] as const),
      ];
      for (const [where, name, { reads, ensures }] of sent)
        for (const path of [...reads, ...ensures])
          if (path.startsWith('answer.') && script.sensitive.has(path.split('.')[1] ?? ''))
            found(
              ['blocks', block.id, where, name],
              `"${path.split('.')[1]!}" is marked as sensitive, and goes to a server outside`,
              'Leave it out, or do not mark it as sensitive',
            );
    }
  },
};

function reachedFrom(script: CompiledScript, from: Block): Block[] {
  const seen = new Set(edgesOf(from).map(({ to }) => to));
  for (const index of seen) for (const { to } of edgesOf(script.blocks[index]!)) seen.add(to);
  return [...seen].map((index) => script.blocks[index]!);
}

/** A script that is handed the link may wait for it. */
function waitsForLink(block: Block): boolean {
  if (block.kind === 'call' || block.kind === 'jump') return block.inputs.some(([, [root]]) => root === 'callback');
  return block.kind === 'wait' && block.called !== null;
}

/** The values a block tells anybody: in its texts, to a server, to another script. */
function readsOf(script: CompiledScript, block: Block): string[] {
  const said = writtenIn(script, block).flatMap(({ template }) => pathsIn(template));
  const read = ({ reads, ensures }: Expression): readonly string[] => [...reads, ...ensures];
  switch (block.kind) {
    case 'do':
      return [
        ...said,
        ...[...(block.emit?.data ?? []), ...(block.http?.body ?? [])].flatMap(([, value]) => read(value)),
        ...(block.http ? pathsIn(block.http.url) : []),
      ];
    case 'set':
      return block.set.flatMap(({ value }) => (value ? read(value) : []));
    case 'call':
    case 'jump':
      return block.inputs.map(([, path]) => path.join('.'));
    case 'ask':
      return [...said, ...(block.link ? [block.link.url.join('.')] : [])];
    // The words of the wait itself give the link to the person; that it reads where the link stands does not.
    default:
      return said.filter((path) => block.kind !== 'wait' || path.endsWith('.url'));
  }
}
