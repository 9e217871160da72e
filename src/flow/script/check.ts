import { edgesOf, waitsForPerson } from './graph.js';
import {
  ASK_KINDS,
  CHOICES_OF_SEVERAL,
  CHOICES_PER_PAGE,
  OWN_CHOICES,
  WAYS_OUT,
  type AskKind,
  type KindSpec,
} from './kinds.js';
import { startsOf, type AskBlock, type CompiledScript } from './script.js';
import type { Path, Source } from './source.js';
import { normalise } from './words.js';

/** Words that carriers act on before we see them: nobody may be asked to send one. */
export const RESERVED_SMS_WORDS = [
  'cancel',
  'end',
  'quit',
  'stop',
  'yes',
  'stopall',
  'unsubscribe',
  'revoke',
  'optout',
  'start',
  'unstop',
  'help',
  'info',
] as const;

/** What can be wrong with a script whose parts all exist: ways that lead nowhere or round, and answers nobody can give. */
export function checkScript(source: Source, script: CompiledScript): void {
  checkReachable(source, script);
  checkLoops(source, script);
  for (const block of script.blocks) if (block.kind === 'ask') checkAsk(source, script, block);
}

function checkReachable(source: Source, script: CompiledScript): void {
  const reached = new Set(startsOf(script));
  for (const index of reached) for (const { to } of edgesOf(script.blocks[index]!)) reached.add(to);
  for (const block of script.blocks) {
    if (!reached.has(block.index))
      source.report(
        ['blocks', block.id],
        'no way leads to this block',
        'Lead an exit here, or remove the block',
        null,
        {
          check: 'unreachable-block',
        },
      );
  }
}

/** Going round without waiting for the person would never end. Found by walking only through blocks that do not wait. */
function checkLoops(source: Source, script: CompiledScript): void {
  const state = new Uint8Array(script.blocks.length);
  const DONE = 2;
  const OPEN = 1;
  for (const { index: root } of script.blocks) {
    const path: { index: number; next: number[] }[] = [];
    const open = (index: number): void => {
      const block = script.blocks[index]!;
      state[index] = OPEN;
      path.push({ index, next: waitsForPerson(block) ? [] : edgesOf(block).map(({ to }) => to) });
    };
    if (state[root] !== 0) continue;
    open(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const to = top.next.pop();
      if (to === undefined) {
        state[top.index] = DONE;
        path.pop();
      } else if (state[to] === OPEN) {
        const round = path
          .slice(path.findIndex(({ index }) => index === to))
          .map(({ index }) => script.blocks[index]!.id);
        source.report(
          ['blocks', script.blocks[to]!.id],
          `goes round without ever waiting: ${round.slice(0, 8).join(' → ')}`,
          'Put a question on the way round',
          null,
          { check: 'loop-without-wait' },
        );
      } else if (state[to] === 0) open(to);
    }
  }
}

/** A code may be sent again by a digit: its six digits are no choice. */
function takesOptions(ask: AskKind, offers: boolean): boolean {
  return ask === 'code' || (offers && !OWN_CHOICES.has(ask));
}

function checkAsk(source: Source, script: CompiledScript, block: AskBlock): void {
  const at: Path = ['blocks', block.id];
  const spec: KindSpec = ASK_KINDS[block.ask];
  const isChosen = block.ask === 'choice' || block.ask === 'confirm' || block.ask === 'choices';
  if (block.options.length > 0 && !takesOptions(block.ask, spec.items !== undefined || isChosen))
    source.report([...at, 'options'], `a question for a ${block.ask} has no options`, 'Use "ask: choice"', null, {
      check: 'options-not-used',
    });
  if (block.options.length === 0 && isChosen && block.itemsAt === null) {
    source.report(at, 'there is nothing to choose', 'Add "options:"', null, { check: 'nothing-to-choose' });
  }
  const most =
    block.ask === 'choices' ? CHOICES_OF_SEVERAL : spec.items === undefined ? CHOICES_PER_PAGE : CHOICES_PER_PAGE - 3;
  if (
    block.options.length > most &&
    (spec.items !== undefined || source.value === null || !isPaged(source, block.id))
  ) {
    source.report(
      [...at, 'options'],
      `${block.options.length} choices do not fit on one page of ${most}`,
      'Offer fewer, or add "paged: true"',
      null,
      { check: 'too-many-choices' },
    );
  }
  if (block.optional && !block.exits.has('skipped'))
    source.report(at, 'it may be left out, but exit "skipped" is missing', 'Add "exits: { skipped: <block> }"', null, {
      check: 'skip-without-exit',
    });
  if (block.step !== null && (script.steps === null || block.step > script.steps)) {
    source.report([...at, 'step'], 'the step is beyond the script\'s "steps"', 'Correct either number', null, {
      check: 'step-beyond-steps',
    });
  }
  for (const language of script.languages) checkAnswers(source, block, language);
}

function isPaged(source: Source, blockId: string): boolean {
  const blocks = (source.value as { blocks?: Record<string, { paged?: unknown }> }).blocks;
  return blocks?.[blockId]?.paged === true;
}

function checkAnswers(source: Source, block: AskBlock, language: string): void {
  const taken = new Map<string, string>();
  for (const option of block.options) {
    const at: Path = ['blocks', block.id, 'options', option.id];
    if (
      (WAYS_OUT as readonly string[]).includes(option.id) ||
      option.id === 'skip' ||
      option.id === 'suggested' ||
      /^c\d+$/.test(option.id)
    ) {
      source.report(at, `an option cannot be called "${option.id}"`, 'Choose another id', null, {
        check: 'reserved-option-id',
      });
    }
    const labels = option.label.variants.map(({ byLanguage }) => constantLabel(byLanguage.get(language)));
    for (const label of labels) {
      if (label === null) continue;
      if (label === '')
        source.report([...at, 'label'], 'the label has no words', 'Write what the person chooses', language, {
          check: 'empty-label',
        });
      else claim(label, option.id, [...at, 'label']);
    }
    for (const word of option.synonyms.get(language) ?? []) claim(word, option.id, [...at, 'synonyms', language]);
  }

  function claim(word: string, optionId: string, path: Path): void {
    const other = taken.get(word);
    if (other !== undefined && other !== optionId) {
      source.report(path, `"${word}" already answers "${other}"`, 'Give every choice words of its own', language, {
        check: 'synonym-clash',
      });
    }
    taken.set(word, optionId);
    if ((RESERVED_SMS_WORDS as readonly string[]).includes(word)) {
      source.report(
        path,
        `"${word.toUpperCase()}" is a word carriers act on, so the answer would never arrive`,
        'Use another word, e.g. "Drop it"',
        language,
        { check: 'reserved-word' },
      );
    }
  }
}

/** The words of a label that shows no value; null when it does. */
function constantLabel(template: readonly unknown[] | undefined): string | null {
  if (!template || template.some((part) => typeof part !== 'string')) return null;
  return normalise(template.join(''));
}
