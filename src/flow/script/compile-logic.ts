import type { CompilerTools } from './compile.js';
import { address, takenBy } from './compile-act.js';
import { NEVER } from './expression.js';
import {
  minutesOf,
  type AskSource,
  type ActSource,
  type AwaitSource,
  type BlockSource,
  type SaySource,
  type SplitSource,
  type SwitchSource,
  type WaitSource,
} from './schema.js';
import type { Block, SayBlock, SplitBlock, SwitchBlock, WaitBlock } from './script.js';
import type { Path } from './source.js';
import { parseTemplate, type Template } from './text.js';

type At = { readonly id: string; readonly index: number };
type LogicSource = Exclude<BlockSource, AskSource | ActSource>;

/** Turns the blocks that neither ask nor act into what the engine runs. */
export function compileLogic(tools: CompilerTools, at: At, given: LogicSource, path: Path): Block {
  const { texts } = tools;
  const target = (id: string, at: Path): number => tools.target(id, at);
  const then = (id: string): number => target(id, [...path, 'then']);
  if ('if' in given) {
    const branches = given.if.map((branch, order) => ({
      when: texts.expression(branch.when, 'condition', [...path, 'if', order, 'when']) ?? NEVER,
      goto: target(branch.goto, [...path, 'if', order, 'goto']),
    }));
    return { ...at, kind: 'if', branches, otherwise: target(given.else, [...path, 'else']) };
  }
  if ('switch' in given) return choose(tools, at, given, path);
  if ('loop' in given) {
    return {
      ...at,
      kind: 'loop',
      list: given.loop.split('.'),
      as: given.as,
      counter: `${given.as}Nr`,
      max: given.max,
      each: target(given.each, [...path, 'each']),
      then: then(given.then),
    };
  }
  if ('split' in given) return split(tools, at, given, path);
  if ('wait' in given) return wait(tools, at, given, path);
  if ('await' in given) return awaited(tools, at, given, path);
  if ('setLanguage' in given) {
    const { setLanguage } = given;
    if (typeof setLanguage === 'string' && !tools.script.languages.includes(setLanguage))
      tools.source.report(
        [...path, 'setLanguage'],
        `"${setLanguage}" is not one of the script's languages`,
        'Add it to "languages", or set another',
      );
    const language = typeof setLanguage === 'string' ? setLanguage : { from: setLanguage.from.split('.') };
    return { ...at, kind: 'setLanguage', language, then: then(given.then) };
  }
  if ('set' in given)
    return { ...at, kind: 'set', set: texts.assignments(given.set, [...path, 'set']), then: then(given.then) };
  if ('call' in given) {
    const take = Object.entries(given.take ?? {}).map(([name, output]) => ({
      name,
      output: output.replace(/\?$/, ''),
      optional: output.endsWith('?'),
    }));
    return { ...at, kind: 'call', script: given.call, inputs: inputsOf(given.with), take, then: then(given.then) };
  }
  if ('jump' in given) return { ...at, kind: 'jump', script: given.jump, inputs: inputsOf(given.with) };
  if ('end' in given) {
    const returns = Object.entries(given.return ?? {}).map(
      ([name, value]) => [name, texts.expression(value, 'value', [...path, 'return', name]) ?? NEVER] as const,
    );
    return { ...at, kind: 'end', end: given.end, returns };
  }
  return says(tools, at, given, path);
}

function says(tools: CompilerTools, at: At, given: SaySource, path: Path): SayBlock {
  const { texts } = tools;
  const { media, contact } = given;
  const template = (words: string, key: string): Template => {
    const parsed = parseTemplate(words);
    if (parsed.ok) return parsed.template;
    tools.source.report([...path, 'contact', key], `it ${parsed.reason}`, 'Correct it');
    return [];
  };
  return {
    ...at,
    kind: 'say',
    say: texts.text(given.say, [...path, 'say']),
    media:
      media === undefined
        ? null
        : 'file' in media
          ? { fileAt: media.file.split('.') }
          : {
              name: texts.text(media.name, [...path, 'media', 'name']),
              url: address(tools, media.url, [...path, 'media', 'url']),
              type: media.type,
            },
    contact: contact
      ? {
          name: texts.text(contact.name, [...path, 'contact', 'name']),
          phone: template(contact.phone, 'phone'),
          email: contact.email === undefined ? null : template(contact.email, 'email'),
        }
      : null,
    then: tools.target(given.then, [...path, 'then']),
  };
}

function inputsOf(given: Readonly<Record<string, string>> | undefined): (readonly [string, readonly string[]])[] {
  return Object.entries(given ?? {}).map(([name, from]) => [name, from.split('.')] as const);
}

function choose(tools: CompilerTools, at: At, given: SwitchSource, path: Path): SwitchBlock {
  const cases = Object.entries(given.cases).map(
    ([value, to]) => [value, tools.target(to, [...path, 'cases', value])] as const,
  );
  if (cases.length === 0) tools.source.report([...path, 'cases'], 'there is no case', 'Add one, or use "if:"');
  const on = given.switch;
  return {
    ...at,
    kind: 'switch',
    on:
      typeof on === 'string'
        ? { value: tools.texts.expression(on, 'value', [...path, 'switch']) ?? NEVER }
        : { category: tools.target(on.category, [...path, 'switch', 'category']) },
    cases: new Map(cases),
    otherwise: tools.target(given.else, [...path, 'else']),
  };
}

function split(tools: CompilerTools, at: At, given: SplitSource, path: Path): SplitBlock {
  const arms = Object.entries(given.arms).map(([name, { weight, goto }]) => ({
    name,
    weight,
    goto: tools.target(goto, [...path, 'arms', name, 'goto']),
  }));
  if (arms.length < 2) tools.source.report([...path, 'arms'], 'there is nothing to compare', 'Add a second arm');
  if (arms.every(({ weight }) => weight === 0))
    tools.source.report([...path, 'arms'], 'no arm has a weight, so nobody could take one', 'Give one a weight');
  return { ...at, kind: 'split', experiment: given.split, arms };
}

function wait(tools: CompilerTools, at: At, given: WaitSource, path: Path): WaitBlock {
  const { wait: until } = given;
  const read = (): WaitBlock['until'] => {
    if ('for' in until) return { forMin: minutesOf(until.for) };
    if ('minutes' in until) return { minutesAt: until.minutes.split('.') };
    if ('at' in until) return { clock: until.at };
    return { instantAt: until.until.split('.'), beforeMin: until.before ? minutesOf(until.before) : 0 };
  };
  return {
    ...at,
    kind: 'wait',
    until: read(),
    say: given.say === undefined ? null : tools.texts.text(given.say, [...path, 'say']),
    heard: given.heard === undefined ? null : tools.target(given.heard, [...path, 'heard']),
    then: tools.target(given.then, [...path, 'then']),
    called: null,
  };
}

const AWAIT_EXITS = { called: {}, timedOut: {} } as const;

/** What the links of this script bring, and how long they last, stands where they are made. */
function awaited(tools: CompilerTools, at: At, given: AwaitSource, path: Path): WaitBlock {
  const made = [...tools.script.blocks.values()].flatMap((block) =>
    'do' in block && block.do === 'callback' ? [block] : [],
  );
  const lastsMin = Math.max(0, ...made.map((block) => (block.for === undefined ? 0 : minutesOf(block.for))));
  const exits = tools.exits(AWAIT_EXITS, given, path);
  const taken = new Map(made.flatMap(takenBy).map((one) => [one.name, one]));
  return {
    ...at,
    kind: 'wait',
    until: { callbackAt: given.await.split('.'), lastsMin },
    say: given.say === undefined ? null : tools.texts.text(given.say, [...path, 'say']),
    heard: given.heard === undefined ? null : tools.target(given.heard, [...path, 'heard']),
    then: exits.get('timedOut') ?? 0,
    called: { to: exits.get('called') ?? 0, take: [...taken.values()] },
  };
}
