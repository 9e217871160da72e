import { createTextCompiler, type TextCompiler } from './compile-text.js';
import { ASK_KINDS, AWAITS_PAYMENT, DO_KINDS, FIELDS, type KindSpec, type ValueType } from './kinds.js';
import type { AskSource, BlockSource, OptionSource, ScriptSource } from './schema.js';
import type { AskBlock, Block, Candidate, CompiledScript, Option } from './script.js';
import type { Path, Source } from './source.js';
import type { Text } from './text.js';
import { normalise } from './words.js';

/** Turns a script of the right shape into the table the engine runs. What cannot be resolved is reported in `source`. */
export function compileScript(source: Source, script: ScriptSource): CompiledScript {
  const indexById = new Map([...script.blocks.keys()].map((id, index) => [id, index]));
  const compiler = createCompiler(source, script, indexById);
  const blocks = [...script.blocks].map(([id, block], index) => compiler.block(id, index, block));
  const start = compiler.target(script.start, ['start']);
  return {
    id: script.id,
    version: script.version ?? 1,
    languages: script.languages,
    start,
    menu: script.menu === undefined ? start : compiler.target(script.menu, ['menu']),
    doing: script.doing === undefined ? null : compiler.texts.text(script.doing, ['doing']),
    steps: script.steps ?? null,
    inputs: new Map(Object.entries(script.inputs ?? {}).map(([name, type]) => [name, compiler.input(name, type)])),
    blocks,
    indexById,
  };
}

function createCompiler(source: Source, script: ScriptSource, indexById: ReadonlyMap<string, number>) {
  const texts = createTextCompiler(source, script.languages);

  function target(id: string, path: Path): number {
    const index = indexById.get(id);
    if (index === undefined) {
      source.report(path, `there is no block "${id}"`, 'Name an existing block, or add this one');
      return 0;
    }
    return index;
  }

  function input(name: string, written: string): { type: ValueType; optional: boolean } {
    const type = written.replace(/\?$/, '');
    if (!Object.hasOwn(FIELDS, type)) {
      source.report(['inputs', name], `"${type}" is not a type`, `Use one of ${Object.keys(FIELDS).join(', ')}`);
      return { type: 'any', optional: true };
    }
    return { type: type as ValueType, optional: written.endsWith('?') };
  }

  function exits(
    spec: KindSpec['exits'],
    block: { then?: string | undefined; exits?: Record<string, string> | undefined },
    path: Path,
  ) {
    const resolved = new Map<string, number>();
    const [primary] = Object.keys(spec);
    for (const [name, to] of Object.entries(block.exits ?? {})) {
      const at = [...path, 'exits', name];
      if (Object.hasOwn(spec, name)) resolved.set(name, target(to, at));
      else
        source.report(
          at,
          `this block has no exit "${name}"`,
          `Its exits are ${Object.keys(spec).join(', ') || 'its options'}`,
        );
    }
    if (block.then !== undefined) {
      if (primary === undefined || resolved.has(primary)) {
        source.report(
          [...path, 'then'],
          '"then" leads nowhere here',
          primary ? `Remove it: exit "${primary}" is already given` : 'Give each option its "goto"',
        );
      } else resolved.set(primary, target(block.then, [...path, 'then']));
    }
    for (const [name, { optional }] of Object.entries(spec)) {
      if (!resolved.has(name) && !optional)
        source.report(path, `exit "${name}" is missing`, `Add "exits: { ${name}: <block> }"`);
    }
    return resolved;
  }

  function block(id: string, index: number, given: BlockSource): Block {
    const path: Path = ['blocks', id];
    const at = { id, index };
    if ('ask' in given) return ask(at, given, path);
    if ('do' in given) {
      return {
        ...at,
        kind: 'do',
        act: given.do,
        moving: given.moving ?? false,
        exits: exits(DO_KINDS[given.do].exits, given, path),
      };
    }
    if ('if' in given) {
      const branches = given.if.map((branch, order) => ({
        when: texts.expression(branch.when, 'condition', [...path, 'if', order, 'when']) ?? NEVER,
        goto: target(branch.goto, [...path, 'if', order, 'goto']),
      }));
      return { ...at, kind: 'if', branches, otherwise: target(given.else, [...path, 'else']) };
    }
    if ('set' in given) {
      return {
        ...at,
        kind: 'set',
        set: texts.assignments(given.set, [...path, 'set']),
        then: target(given.then, [...path, 'then']),
      };
    }
    if ('call' in given) {
      const inputs = Object.entries(given.with ?? {}).map(([name, from]) => [name, from.split('.')] as const);
      return { ...at, kind: 'call', script: given.call, inputs, then: target(given.then, [...path, 'then']) };
    }
    if ('end' in given) return { ...at, kind: 'end', end: given.end };
    return {
      ...at,
      kind: 'say',
      say: texts.text(given.say, [...path, 'say']),
      then: target(given.then, [...path, 'then']),
    };
  }

  function ask(at: { id: string; index: number }, given: AskSource, path: Path): AskBlock {
    const spec: KindSpec = ASK_KINDS[given.ask];
    const optionalText = (text: AskSource['label'], ...tail: string[]): Text | null =>
      text === undefined ? null : texts.text(text, [...path, ...tail]);
    const options = Object.entries(given.options ?? {}).map(([id, one]) => option(id, one, [...path, 'options', id]));
    return {
      ...at,
      kind: 'ask',
      ask: given.ask,
      say: texts.text(given.say, [...path, 'say']),
      help: (given.help ?? []).map((text, order) => texts.text(text, [...path, 'help', order])),
      save: given.save ?? spec.saves?.as ?? null,
      exits: exits({ ...spec.exits, ...(given.awaits ? AWAITS_PAYMENT : {}) }, given, path),
      options,
      ways: given.ways ?? [],
      back: given.back === undefined ? null : target(given.back, [...path, 'back']),
      step: given.step ?? null,
      idle: given.idle ?? false,
      intro: given.intro ?? false,
      optional: given.optional !== undefined && given.optional !== false,
      showsSkip: given.optional === 'shown',
      min: given.min ?? null,
      max: given.max ?? null,
      whole: given.whole ?? true,
      suggest: given.suggest?.split('.') ?? null,
      pick: given.pick?.split('.') ?? null,
      named: given.named ?? false,
      moving: given.moving ?? false,
      fromAlternatives: given.from === 'alternatives',
      label: optionalText(given.label, 'label'),
      detail: optionalText(given.detail, 'detail'),
      awaitsPayment: given.awaits !== undefined,
      link: given.link
        ? { label: texts.text(given.link.label, [...path, 'link', 'label']), url: given.link.url.split('.') }
        : null,
      constantChoices:
        spec.items === undefined && given.suggest === undefined ? constantChoices(options, script.languages) : null,
    };
  }

  function option(id: string, given: OptionSource, path: Path): Option {
    return {
      id,
      label: texts.text(given.label, [...path, 'label']),
      detail: given.detail === undefined ? null : texts.text(given.detail, [...path, 'detail']),
      synonyms: new Map(
        Object.entries(given.synonyms ?? {}).map(([language, list]) => [language, list.map(normalise)]),
      ),
      goto: target(given.goto, [...path, 'goto']),
      when: given.when === undefined ? null : texts.expression(given.when, 'condition', [...path, 'when']),
      set: texts.assignments(given.set, [...path, 'set']),
      sentence: given.sentence ?? false,
    };
  }

  return { texts: texts satisfies TextCompiler, target, input, block };
}

const NEVER = { source: 'false', reads: [], ensures: [], evaluate: () => false } as const;

/** Most questions always offer the same: their choices are made once and shared by every turn. */
function constantChoices(
  options: readonly Option[],
  languages: readonly string[],
): ReadonlyMap<string, readonly Candidate[]> | null {
  const byLanguage = new Map<string, readonly Candidate[]>();
  if (options.some(({ when }) => when !== null)) return null;
  for (const language of languages) {
    const candidates: Candidate[] = [];
    for (const [index, { id, label, detail, synonyms }] of options.entries()) {
      const words = constantWords(label, language);
      const more = detail === null ? null : constantWords(detail, language);
      if (words === undefined || more === undefined) return null;
      const from = { option: index };
      candidates.push({
        id,
        digit: String(index + 1),
        label: words,
        detail: more,
        words: normalise(words),
        synonyms: synonyms.get(language) ?? [],
        from,
      });
    }
    byLanguage.set(language, candidates);
  }
  return byLanguage;
}

function constantWords(text: Text, language: string): string | undefined {
  const [only, second] = text.variants;
  if (!only || second || only.when) return undefined;
  const template = only.byLanguage.get(language);
  return template?.length === 1 && typeof template[0] === 'string' ? template[0] : undefined;
}
