import { typesOf } from '../script/check-variables.js';
import type { ValueType } from '../script/fields.js';
import { edgesOf } from '../script/graph.js';
import type { Command } from '../script/phrases.js';
import type { AskBlock, Block, CompiledScript, Option } from '../script/script.js';
import type { Path } from '../script/source.js';
import { normalise } from '../script/words.js';
import type { Check, Found } from './check.js';
import { isQuestion, nextStops } from './follow.js';
import { pathsIn, writtenIn } from './texts.js';

export const commandCollision: Check = {
  id: 'command-collision',
  severity: 'blocks',
  finds: 'A choice has the words of a command that must work everywhere: back, help, a person, the menu.',
  remedy: 'Give the choice other words.',
  run({ script, phrases }, found) {
    for (const block of script.blocks.filter(isQuestion)) {
      // A repair offers what the commands do, and has it done by the engine.
      if (block.options.some(({ set }) => set.some(({ name }) => name === 'chosen'))) continue;
      for (const option of block.options) {
        for (const { word, path, language } of wordsOf(block, option)) {
          const command = phrases.vocabulary(language).commands.get(word);
          if (command && collides(script, block, option, command))
            found(path, `"${word}" already means "${command.act}" everywhere`, 'Give the choice other words', {
              language,
            });
        }
      }
    }
  },
};

/** A choice that does what the command does may have its words; at a menu "book" books. */
function collides(script: CompiledScript, block: AskBlock, option: Option, { act }: Command): boolean {
  if (act === 'call' || option.goto === null) return false;
  if (act === 'menu' || act === 'restart') {
    if (block.idle || block.ask === 'confirm') return false;
    return !nextStops(script, option.goto).stops.some((stop) => stop.kind === 'end' && stop.end !== 'done');
  }
  if (act === 'person')
    return !nextStops(script, option.goto).stops.concat(nextStops(script, option.goto).between).some(reachesPerson);
  return true;
}

function reachesPerson(block: Block): boolean {
  return (
    (block.kind === 'call' || block.kind === 'jump' ? block.script === 'person' : false) ||
    (block.kind === 'do' && block.act === 'handOff')
  );
}

function wordsOf(block: AskBlock, option: Option): { word: string; path: Path; language: string }[] {
  const at: Path = ['blocks', block.id, 'options', option.id];
  const labels = option.label.variants.flatMap(({ byLanguage }) =>
    [...byLanguage].flatMap(([language, template]) =>
      template.every((part) => typeof part === 'string')
        ? [{ word: normalise(template.join('')), path: [...at, 'label', language], language }]
        : [],
    ),
  );
  const synonyms = [...option.synonyms].flatMap(([language, list]) =>
    list.map((word) => ({ word, path: [...at, 'synonyms', language], language })),
  );
  return [...labels, ...synonyms];
}

export const ambiguousBeginning: Check = {
  id: 'ambiguous-beginning',
  severity: 'reason',
  finds: 'One label is the beginning of another, so whoever types the first words gets the shorter one.',
  remedy: 'Begin the labels with different words.',
  run({ script }, found) {
    for (const block of script.blocks.filter(isQuestion)) {
      const labels = block.options.flatMap((option) =>
        wordsOf(block, option)
          .filter(({ path }) => path.includes('label'))
          .map((one) => ({ ...one, id: option.id })),
      );
      for (const one of labels)
        for (const other of labels)
          if (one.id !== other.id && one.language === other.language && other.word.startsWith(`${one.word} `))
            found(one.path, `"${one.word}" also begins "${other.word}"`, 'Begin the labels with different words', {
              language: one.language,
            });
    }
  },
};

export const neverMatched: Check = {
  id: 'never-matched',
  severity: 'reason',
  finds: 'No recorded chat ever gives this answer, so nobody knows whether it works.',
  remedy: 'Record a chat that gives it, or take it out.',
  run({ script, context: { chats } }, found) {
    if (!chats) return;
    const given = new Set(
      chats
        .filter(({ what, script: id }) => what === 'answered' && id === script.id)
        .map(({ block, category }) => `${block} ${category ?? ''}`),
    );
    for (const block of script.blocks.filter(isQuestion))
      for (const { id } of block.options)
        if (block.ask !== 'choices' && !given.has(`${block.id} ${id}`))
          found(['blocks', block.id, 'options', id], `no recorded chat answers "${id}"`, 'Record a chat that does');
  },
};

/** What the house reads by itself when it is there; `chosen` is what a repair leaves to the engine. */
const READ_BY_HOUSE = new Set([
  'chosen',
  'name',
  'phone',
  'email',
  'note',
  'day',
  'staff',
  'extras',
  'queue',
  'part',
  'days',
  'atNight',
  'described',
  'postcode',
  'kind',
  'digits',
  'slot',
  'service',
  'booking',
  'hold',
  'quantity',
]);

export const unusedVariable: Check = {
  id: 'unused-variable',
  severity: 'reason',
  finds: 'Something is kept that nothing ever reads.',
  remedy: 'Use it, or do not ask for it: people should not be asked for nothing.',
  run({ script }, found) {
    const read = readIn(script);
    const kept: { name: string; path: Path }[] = script.blocks.flatMap((block) => {
      const at: Path = ['blocks', block.id];
      const set =
        block.kind === 'set' ? block.set : block.kind === 'ask' ? block.options.flatMap((one) => one.set) : [];
      const assigned = set
        .filter(({ scope, value }) => scope === 'answer' && value !== null)
        .map(({ name }) => ({ name, path: [...at, ...(block.kind === 'set' ? ['set', name] : [])] }));
      const saved =
        block.kind === 'ask' &&
        block.save !== null &&
        // What has a title goes into the work specification.
        block.title === null &&
        ['text', 'number', 'yesno', 'rating', 'time', 'datetime'].includes(block.ask)
          ? [{ name: block.save, path: at }]
          : [];
      return [...assigned, ...saved];
    });
    for (const { name, path } of kept)
      if (!read.has(name) && !READ_BY_HOUSE.has(name) && !script.outputs.has(name))
        found(path, `nothing reads "${name}"`, 'Use it, or do not ask for it');
  },
};

/** Every name that is read anywhere: in texts, conditions, values and inputs. */
function readIn(script: CompiledScript): Set<string> {
  const read = new Set(
    writtenIn(script).flatMap(({ template }) => pathsIn(template).map((path) => path.split('.')[0]!)),
  );
  const seen = new Set<unknown>();
  const look = (value: unknown, key: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof Map) return [...value.values()].forEach((one) => look(one, ''));
    if (Array.isArray(value)) {
      if (typeof value[0] === 'string' && key !== 'labels') read.add(value[0]);
      // An input as it is handed on: its name there, and where its value stands here.
      return value.forEach((one) => look(one, key));
    }
    if ('reads' in value && 'source' in value && typeof value.source === 'string') {
      for (const [, name = ''] of value.source.matchAll(/\banswer\.([A-Za-z0-9]+)/g)) read.add(name);
      return;
    }
    for (const [name, part] of Object.entries(value)) if (name !== 'exits') look(part, name);
  };
  script.blocks.forEach((block) => look(block, ''));
  look(script.doing, '');
  for (const { template } of doingOf(script)) for (const path of pathsIn(template)) read.add(path.split('.')[0]!);
  return read;
}

function doingOf({ doing }: CompiledScript) {
  return (doing?.variants ?? []).flatMap(({ byLanguage }) =>
    [...byLanguage.values()].map((template) => ({ template })),
  );
}

export const wrongType: Check = {
  id: 'wrong-type',
  severity: 'blocks',
  finds: 'A value of one type stands where another is needed.',
  remedy: 'Name a value of the right type, or correct the type under "vars:".',
  run(checked, found) {
    const { script } = checked;
    const types = new Map([...typesOf(script), ...script.vars]);
    for (const block of script.blocks) {
      for (const { writes } of edgesOf(block))
        for (const [name, type] of Object.entries(writes)) declared(script, block, name, type, found);
      const at: Path = ['blocks', block.id];
      const needs = (path: readonly string[] | null, wanted: readonly ValueType[], key: string): void => {
        const type = path?.length === 1 ? types.get(path[0]!) : undefined;
        if (type && type !== 'any' && !wanted.includes(type))
          found(
            [...at, key],
            `"${path![0]!}" is a ${type}, and a ${wanted[0]!} is needed`,
            'Name a value of the right type',
          );
      };
      if (block.kind === 'loop') needs(block.list, ['list', 'slots'], 'loop');
      if (block.kind === 'wait' && 'minutesAt' in block.until) needs(block.until.minutesAt, ['number'], 'wait');
      if (block.kind === 'wait' && 'callbackAt' in block.until) needs(block.until.callbackAt, ['callback'], 'await');
      if (block.kind === 'wait' && 'instantAt' in block.until)
        needs(block.until.instantAt, ['moment', 'number'], 'wait');
      if (block.kind === 'say' && block.media && 'fileAt' in block.media) needs(block.media.fileAt, ['file'], 'media');
      if (block.kind === 'ask') needs(block.itemsAt, ['list', 'slots'], 'items');
      if (block.kind === 'ask' && block.link) needs(block.link.url, ['text'], 'link');
      if (block.kind === 'do') needs(block.address, ['text'], 'address');
      if (block.kind === 'call') handedIn(checked.scripts.get(block.script), block, types, found);
    }
  },
};

function declared(script: CompiledScript, block: Block, name: string, type: ValueType, found: Found): void {
  const wanted = script.vars.get(name) ?? script.inputs.get(name)?.type;
  if (wanted && wanted !== type && wanted !== 'any' && type !== 'any')
    found(['blocks', block.id], `"${name}" is declared as ${wanted}, and ${type} is written here`, 'Correct either');
}

function handedIn(
  called: CompiledScript | undefined,
  block: Extract<Block, { kind: 'call' }>,
  types: ReadonlyMap<string, ValueType>,
  found: Found,
): void {
  for (const [name, path] of block.inputs) {
    const wanted = called?.inputs.get(name)?.type;
    const given = path.length === 1 ? types.get(path[0]!) : undefined;
    if (wanted && given && wanted !== 'any' && given !== 'any' && wanted !== given)
      found(
        ['blocks', block.id, 'with', name],
        `script "${block.script}" wants a ${wanted}, and "${path[0]!}" is a ${given}`,
        'Hand in a value of the right type',
      );
  }
}

export const linkOnlyStep: Check = {
  id: 'link-only-step',
  severity: 'reason',
  finds: 'A question sends people to a web page although nothing is paid there: not everybody can open one.',
  remedy: 'Mark the link as "spare: true" and let the question be answered without it.',
  run({ script }, found) {
    for (const block of script.blocks.filter(isQuestion))
      if (block.link && !block.link.spare && !block.awaitsPayment)
        found(
          ['blocks', block.id, 'link'],
          'it may only be answered by opening a page',
          'Add "spare: true", and say it in words',
        );
  },
};
