import { AWAITS_ORDER, AWAITS_PAYMENT } from './awaited-exits.js';
import { compileAct } from './compile-act.js';
import { compileLogic } from './compile-logic.js';
import { checkMarks, constantChoices } from './compile-choices.js';
import { compileEntries } from './compile-entries.js';
import { createTextCompiler, type TextCompiler } from './compile-text.js';
import { NEVER } from './expression.js';
import {
  ASK_KINDS,
  FIELDS,
  FIELDS_OF_KINDS,
  LOST_EXIT,
  OWN_CHOICES,
  REQUIRED_FIELDS,
  TRIES_MAX,
  type AskKind,
  type DoKind,
  type KindSpec,
  type ValueType,
} from './kinds.js';
import { minutesOf, type AskSource, type BlockSource, type OptionSource, type ScriptSource } from './schema.js';
import type { AskBlock, Block, CompiledScript, Option } from './script.js';
import type { Path, Source } from './source.js';
import type { Text } from './text.js';
import { normalise } from './words.js';

const AWAITED = { payment: AWAITS_PAYMENT, order: AWAITS_ORDER } as const;

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
    digitsOnly: script.digitsOnly ?? 'required',
    fallback: script.fallback ?? null,
    inputs: compiler.typed(script.inputs, 'inputs'),
    outputs: compiler.typed(script.outputs, 'outputs'),
    ...compiler.vars(script.vars),
    titled: titledOf(blocks),
    ...compileEntries(source, script, compiler.target),
    blocks,
    indexById,
  };
}

/** Where several questions ask for the same, the first of them names it. */
function titledOf(blocks: readonly Block[]): ReadonlyMap<string, AskBlock> {
  const titled = new Map<string, AskBlock>();
  for (const block of blocks) {
    if (block.kind === 'ask' && block.title && block.save !== null && !titled.has(block.save))
      titled.set(block.save, block);
  }
  return titled;
}

/** What the parts of the compiler share. */
export interface CompilerTools {
  readonly source: Source;
  readonly script: ScriptSource;
  readonly texts: TextCompiler;
  /** The index of a block; 0, and a problem, when there is none of that name. */
  target(id: string, path: Path): number;
  exits(spec: KindSpec['exits'], block: Leads, path: Path): ReadonlyMap<string, number>;
  /** Reports fields that mean nothing to this kind, and those it cannot work without. */
  fields(kind: AskKind | DoKind, given: object, path: Path): void;
}
interface Leads {
  readonly then?: string | undefined;
  readonly exits?: Record<string, string> | undefined;
}

type Typed = ReadonlyMap<string, { readonly type: ValueType; readonly optional: boolean }>;

function createCompiler(source: Source, script: ScriptSource, indexById: ReadonlyMap<string, number>) {
  const texts = createTextCompiler(source, script.languages);

  function target(id: string, path: Path): number {
    const index = indexById.get(id);
    if (index === undefined) {
      source.report(path, `there is no block "${id}"`, 'Name an existing block, or add this one', null, {
        check: 'missing-block',
      });
      return 0;
    }
    return index;
  }

  function typeOf(written: string, path: Path): ValueType | null {
    if (Object.hasOwn(FIELDS, written)) return written as ValueType;
    source.report(path, `"${written}" is not a type`, `Use one of ${Object.keys(FIELDS).join(', ')}`, null, {
      check: 'unknown-type',
    });
    return null;
  }

  function typed(given: Readonly<Record<string, string>> | undefined, section: string): Typed {
    return new Map(
      Object.entries(given ?? {}).map(([name, written]) => {
        const type = typeOf(written.replace(/\?$/, ''), [section, name]);
        return [name, { type: type ?? 'any', optional: type === null || written.endsWith('?') }] as const;
      }),
    );
  }

  function vars(given: ScriptSource['vars']): Pick<CompiledScript, 'vars' | 'sensitive'> {
    const types = new Map<string, ValueType>();
    const sensitive = new Set<string>();
    for (const [name, declared] of Object.entries(given ?? {})) {
      const { type, sensitive: hidden } =
        typeof declared === 'string' ? { type: declared, sensitive: false } : declared;
      types.set(name, typeOf(type, ['vars', name]) ?? 'any');
      if (hidden) sensitive.add(name);
    }
    for (const block of script.blocks.values()) {
      if ('ask' in block && block.sensitive) {
        const name = block.save ?? (ASK_KINDS[block.ask] as KindSpec).saves?.as;
        if (name) sensitive.add(name);
      }
    }
    return { vars: types, sensitive };
  }

  function fields(kind: AskKind | DoKind, given: object, path: Path): void {
    for (const [field, kinds] of Object.entries(FIELDS_OF_KINDS)) {
      const value = Object.hasOwn(given, field) ? (given as Record<string, unknown>)[field] : undefined;
      const everyAsk = field === 'say' && 'ask' in given;
      if (value !== undefined && !everyAsk && !kinds.includes(kind))
        source.report([...path, field], `"${field}" means nothing to "${kind}"`, 'Remove it');
    }
    for (const field of REQUIRED_FIELDS[kind] ?? []) {
      if (!Object.hasOwn(given, field)) source.report(path, `"${kind}" needs "${field}"`, `Add "${field}:"`);
    }
  }

  function exits(spec: KindSpec['exits'], block: Leads, path: Path) {
    const resolved = new Map<string, number>();
    const [primary] = Object.keys(spec).filter((name) => name !== 'lost');
    for (const [name, to] of Object.entries(block.exits ?? {})) {
      const at = [...path, 'exits', name];
      if (Object.hasOwn(spec, name)) resolved.set(name, target(to, at));
      else
        source.report(
          at,
          `this block has no exit "${name}"`,
          `Its exits are ${Object.keys(spec).join(', ') || 'its options'}`,
          null,
          { check: 'unknown-exit' },
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
        source.report(path, `exit "${name}" is missing`, `Add "exits: { ${name}: <block> }"`, null, {
          check: 'exit-without-target',
        });
    }
    return resolved;
  }

  const tools: CompilerTools = { source, script, texts, target, exits, fields };

  function block(id: string, index: number, given: BlockSource): Block {
    const path: Path = ['blocks', id];
    const at = { id, index };
    if ('ask' in given) return ask(at, given, path);
    if ('do' in given) return compileAct(tools, at, given, path);
    return compileLogic(tools, at, given, path);
  }

  function ask(at: { id: string; index: number }, given: AskSource, path: Path): AskBlock {
    const spec: KindSpec = ASK_KINDS[given.ask];
    fields(given.ask, given, path);
    if (given.ask === 'rating') checkMarks(source, given, path);
    const optionalText = (text: AskSource['label'], ...tail: string[]): Text | null =>
      text === undefined ? null : texts.text(text, [...path, ...tail]);
    const options = Object.entries(given.options ?? {}).map(([id, one]) =>
      option(id, one, [...path, 'options', id], given.ask === 'choices'),
    );
    return {
      ...at,
      kind: 'ask',
      ask: given.ask,
      say: texts.text(given.say, [...path, 'say']),
      below: given.below === undefined ? null : texts.text(given.below, [...path, 'below'], { mayBeSilent: true }),
      help: (given.help ?? []).map((text, order) => texts.text(text, [...path, 'help', order])),
      save: given.save ?? spec.saves?.as ?? null,
      exits: exits({ ...spec.exits, ...(given.awaits ? AWAITED[given.awaits] : {}), ...LOST_EXIT }, given, path),
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
      except: given.except?.split('.') ?? null,
      named: given.named ?? false,
      moving: given.moving ?? false,
      past: given.past ?? false,
      visit: given.visit ?? null,
      bestFirst: given.bestFirst ?? false,
      several: given.several ?? false,
      adds: given.adds ?? false,
      fromAlternatives: given.from === 'alternatives',
      label: optionalText(given.label, 'label'),
      detail: optionalText(given.detail, 'detail'),
      awaitsPayment: given.awaits !== undefined,
      awaitsOrder: given.awaits === 'order',
      photo: given.photo?.split('.') ?? null,
      link: given.link
        ? {
            label: texts.text(given.link.label, [...path, 'link', 'label']),
            url: given.link.url.split('.'),
            spare: given.link.spare ?? false,
          }
        : null,
      ...common(given, path),
      yes: optionalText(given.yes, 'yes'),
      no: optionalText(given.no, 'no'),
      title: optionalText(given.title, 'title'),
      labels: (given.labels ?? []).map((text, order) => texts.text(text, [...path, 'labels', order])),
      constantChoices: offersOnlyOptions(given, spec) ? constantChoices(options, script.languages) : null,
    };
  }

  function common(given: AskSource, path: Path) {
    const { silence } = given;
    return {
      tries: given.tries ?? TRIES_MAX,
      silence:
        silence === undefined || silence === 'never'
          ? (silence ?? null)
          : { nudgeMin: silence.nudge?.map(minutesOf) ?? null, parkMin: silence.park ? minutesOf(silence.park) : null },
      sensitive: given.sensitive ?? false,
      confirmBack: given.confirmBack ?? 'inferred',
      categories: Object.entries(given.categories ?? {}).map(
        ([name, when]) => [name, texts.expression(when, 'condition', [...path, 'categories', name]) ?? NEVER] as const,
      ),
      itemsAt: given.items?.split('.') ?? null,
      of: given.of ?? null,
      accept: given.accept ?? [],
      topic: given.topic ?? null,
      earliest: given.earliest ?? null,
      latest: given.latest ?? null,
    };
  }

  function option(id: string, given: OptionSource, path: Path, ofSeveral: boolean): Option {
    if (ofSeveral && (given.goto !== undefined || given.sentence))
      source.report(
        path,
        'an option of several cannot lead anywhere by itself',
        'Remove its "goto": the exit is "answered"',
      );
    if (!ofSeveral && given.goto === undefined)
      source.report(path, '"goto" is missing', 'Add "goto: <block>"', null, { check: 'exit-without-target' });
    return {
      id,
      label: texts.text(given.label, [...path, 'label']),
      detail: given.detail === undefined ? null : texts.text(given.detail, [...path, 'detail']),
      synonyms: new Map(
        Object.entries(given.synonyms ?? {}).map(([language, list]) => [language, list.map(normalise)]),
      ),
      goto: given.goto === undefined ? null : target(given.goto, [...path, 'goto']),
      when: given.when === undefined ? null : texts.expression(given.when, 'condition', [...path, 'when']),
      set: texts.assignments(given.set, [...path, 'set']),
      sentence: given.sentence ?? false,
    };
  }

  return { texts, target, typed, vars, block };
}

function offersOnlyOptions(given: AskSource, spec: KindSpec): boolean {
  return (
    spec.items === undefined && given.suggest === undefined && given.ask !== 'choices' && !OWN_CHOICES.has(given.ask)
  );
}
