import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { checkDraft } from '../../../src/flow/checks/index.js';
import { readFlow, shippedScripts } from '../support/scripts.js';
import { RENDERERS } from './support.js';

/**
 * Does the gate hold? Every kind of defect is put into every kind of place of scripts that are right, and the gate must
 * name the very block. Seeded: the same mutants every time.
 */
type Block = Record<string, unknown> & {
  exits?: Record<string, string>;
  options?: Record<string, { label: Record<string, string>; goto: string; when?: string }>;
};
type Script = { start: string; blocks: Record<string, Block> };

interface Mutant {
  /** The blocks of which one must be named. */
  readonly blocks: readonly string[];
}
/** Spoils the block in place, or returns null when there is nothing of the kind to spoil. */
type Operator = (script: Script, id: string, block: Block) => Mutant | null;

const at = (...blocks: string[]): Mutant => ({ blocks });
const textOf = (block: Block): Record<string, string>[] => {
  const { say } = block as { say?: Record<string, string> | Record<string, string>[] };
  return say === undefined ? [] : Array.isArray(say) ? say : [say];
};
const isText = (key: string): boolean => key !== 'when';

/** Spoils every variant: which of them a chat comes to is not the question. */
function words(change: (said: string) => string): Operator {
  return (_script, id, block) => {
    const texts = textOf(block);
    if (texts.length === 0 || block['named'] === true) return null;
    for (const text of texts) for (const key of Object.keys(text)) if (isText(key)) text[key] = change(text[key]!);
    return at(id);
  };
}

function firstOption(
  change: (option: { label: Record<string, string>; goto: string; when?: string }, block: Block) => void,
): Operator {
  return (_script, id, block) => {
    const [option] = Object.values(block.options ?? {});
    if (!option) return null;
    change(option, block);
    return at(id);
  };
}

const leadersTo = (script: Script, id: string): string[] =>
  Object.entries(script.blocks)
    .filter(
      ([own, block]) =>
        own !== id && new RegExp(`(?:: |")${id}(?:"|\\n|$)`, 'm').test(stringify({ ...block, say: '' })),
    )
    .map(([own]) => own);

const OPERATORS: Readonly<Record<string, Operator>> = {
  'a block is deleted': (script, id) => {
    const leaders = leadersTo(script, id);
    if (leaders.length === 0 || script.start === id) return null;
    delete script.blocks[id];
    return at(...leaders);
  },
  'an exit leads to nothing': (_script, id, block) => {
    const [exit] = Object.keys(block.exits ?? {});
    if (exit === undefined) return null;
    block.exits![exit] = 'nowhere';
    return at(id);
  },
  'an exit is forgotten': (_script, id, block) => {
    if (!('do' in block) || !block.exits) return null;
    delete block.exits[Object.keys(block.exits)[0]!];
    return at(id);
  },
  'a way on is forgotten': (_script, id, block) => {
    if (typeof block['then'] !== 'string') return null;
    delete block['then'];
    return at(id);
  },
  'a label is emptied': firstOption((option) =>
    Object.keys(option.label).forEach((key) => (option.label[key] = '...')),
  ),
  'a translation is lost': firstOption((option) => (option.label = { xx: 'Go' })),
  'two labels are alike': (_script, id, block) => {
    const [one, two] = Object.values(block.options ?? {});
    if (!one || !two || Array.isArray(one.label) || /[{]/.test(Object.values(one.label).join())) return null;
    two.label = { ...one.label };
    return at(id);
  },
  'a label is a word carriers act on': firstOption((option) => (option.label = { en: 'Cancel' })),
  'a label is a command': firstOption((option) => (option.label = { en: 'Go back' })),
  'a label is too long': firstOption(
    (option) => (option.label = { en: 'A choice with very many words that no button can hold at all' }),
  ),
  'an option may not be called so': (_script, id, block) => {
    const [first] = Object.entries(block.options ?? {});
    if (!first) return null;
    block.options!['person'] = first[1];
    return at(id);
  },
  'a condition cannot be read': firstOption((option) => (option.when = 'answer. ==')),
  'a value is misspelt': words((said) => `${said} {nmae}`),
  'a brace is lost': words((said) => `${said} {shop.name`),
  'a part does not exist': words((said) => `${said} {shop.colour}`),
  'a text grows too long': words((said) => `${said} ${'And there is more to say about it. '.repeat(12)}`),
  'a mark costs double': words((said) => `${said} ✂`),
  'a key is pasted in': words((said) => `${said} sk_live_8fK2mQ9xTzAb`),
  'a carrier word is asked for': words((said) => `${said} Reply CANCEL.`),
  'a digit is promised': (script, id, block) =>
    // Where the house fills the page with choices, 6 is one of them.
    ['service', 'person', 'slot', 'booking'].includes(String(block['ask']))
      ? null
      : words((said) => `${said} Text 6 for a song.`)(script, id, block),
  'two things are asked': words((said) => `${said} Why? And when?`),
  'a price is written in': words((said) => `${said} It is £25.`),
  'it speaks like a machine': words((said) => `${said} Invalid input.`),
  'it shouts': words((said) => `${said} Now!!`),
  'a block is orphaned': (script) => {
    script.blocks['orphan'] = { say: { en: 'Nobody hears me.' }, then: script.start };
    return at('orphan');
  },
  'it goes round': (_script, id, block) => {
    if (!('say' in block) || 'ask' in block || 'do' in block || 'wait' in block) return null;
    block['then'] = id;
    return at(id);
  },
  'the day is not read back': (_script, id, block) => {
    if (block['ask'] !== 'confirm') return null;
    for (const text of textOf(block))
      for (const key of Object.keys(text))
        if (isText(key)) text[key] = text[key]!.replace(/\{(?:slot|booking)\.when\}/g, 'then');
    return at(id);
  },
  'a refusal is ignored': (script, id, block) => {
    const pairs: Record<string, readonly [string, string]> = {
      hold: ['held', 'taken'],
      book: ['booked', 'refused'],
      pay: ['link', 'failed'],
      move: ['moved', 'refused'],
      drop: ['dropped', 'refused'],
    };
    const pair = pairs[String(block['do'])];
    if (!pair || !block.exits) return null;
    block.exits[pair[1]] = block.exits[pair[0]]!;
    // What only success brings is missing further on: that may be what is seen first.
    return at(id, ...Object.keys(script.blocks));
  },
  'a script is misspelt': (_script, id, block) => {
    if (!('call' in block)) return null;
    block['call'] = 'nowhere';
    return at(id);
  },
  'a payment is not waited for': (_script, id, block) => {
    if (!('awaits' in block)) return null;
    delete block['awaits'];
    return at(id);
  },
  'a time is not let go': (script, id, block) => {
    if (block['do'] !== 'release') return null;
    script.blocks[id] = { say: { en: 'Good.' }, then: block['then'] };
    return at(id, ...Object.keys(script.blocks));
  },
};

const FIXTURE = new URL('./fixtures/hold-not-released.fixed.yaml', import.meta.url);
const SCRIPTS: Readonly<Record<string, string>> = {
  'salon.yaml': readFlow('salon.yaml'),
  'move.yaml': readFlow('move.yaml'),
  'drop.yaml': readFlow('drop.yaml'),
  'bookings.yaml': readFlow('bookings.yaml'),
  'reminder.yaml': readFlow('reminder.yaml'),
  'refunded.yaml': readFlow('refunded.yaml'),
  'sample.yaml': readFileSync(FIXTURE, 'utf8'),
};
const PLACES_EACH = 2;
const SEED = 20261121;

/** mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Placed extends Mutant {
  readonly file: string;
  readonly text: string;
  readonly place: string;
}

const PARSED = Object.entries(SCRIPTS).map(([file, text]) => ({ file, script: parse(text) as Script }));
const made = new Map<string, readonly Placed[]>();

function mutants(name: string): readonly Placed[] {
  const known = made.get(name) ?? spoil(OPERATORS[name]!);
  made.set(name, known);
  return known;
}

function spoil(operator: Operator): Placed[] {
  const random = randomFrom(SEED);
  return PARSED.flatMap(({ file, script: good }) => {
    const ids = Object.keys(good.blocks);
    const shuffled = ids.map((id) => ({ id, order: random() })).sort((one, two) => one.order - two.order);
    const placed: Placed[] = [];
    for (const { id } of shuffled) {
      if (placed.length === PLACES_EACH) break;
      const script = structuredClone(good);
      const mutant = operator(script, id, script.blocks[id]!);
      if (mutant) placed.push({ file, place: id, text: stringify(script), blocks: mutant.blocks });
    }
    return placed;
  });
}

const { scripts, phrases } = shippedScripts();

function check(file: string, text: string) {
  return checkDraft({
    file,
    text,
    scripts,
    phrases,
    context: { renderers: { sms: RENDERERS.sms!, whatsapp: RENDERERS.whatsapp! } },
  }).problems;
}

describe('the gate', () => {
  it.each(Object.keys(SCRIPTS))('lets "%s" through as it is', (file) => {
    expect(check(file, SCRIPTS[file]!).map(({ check: id, block }) => `${id} ${block ?? ''}`)).toEqual([]);
  });

  it.each(Object.keys(OPERATORS))('sees it when %s, and names the block', (name) => {
    const all = mutants(name);
    expect(all.length).toBeGreaterThan(0);
    const survivors = all.filter(
      ({ file, text, blocks }) => !check(file, text).some(({ block }) => block !== null && blocks.includes(block)),
    );
    expect(survivors.map(({ file, place }) => `seed ${SEED}: ${file}, ${place}`)).toEqual([]);
  });

  it('is tried with more than a dozen kinds of defect in many places', () => {
    expect(Object.keys(OPERATORS).length).toBeGreaterThanOrEqual(12);
    expect(Object.keys(OPERATORS).reduce((sum, name) => sum + mutants(name).length, 0)).toBeGreaterThan(200);
  });
});
