import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  beginHistory,
  danglingWithout,
  edit,
  perform,
  redo,
  undo,
  type Draft,
  type Operation,
} from '../../../src/flow/edit/index.js';
import { formatProblem, loadScript } from '../../../src/flow/index.js';
import { readFlow } from '../support/scripts.js';

const SMALL = `# A small script.
id: small
languages: [en, es]
start: ask # where it begins

blocks:
  # The only question.
  ask:
    ask: choice
    say: { en: "What now?", es: '¿Y ahora?' }
    options:
      go: { label: { en: Go, es: Ir }, goto: bye }   # on
      stay:
        label: { en: Stay, es: Quedarse }
        goto: done

  bye:
    say:
      en: Bye.
      es: Adiós.
    then: done

  # The end.
  done:
    end: done
`;

function draft(text: string): Draft {
  return { text, layout: {} };
}

function edited(text: string, ...operations: Operation[]): string {
  return operations.reduce((before, operation) => {
    const result = edit(before, operation);
    if (!result.ok) throw new Error(result.says);
    return result.draft;
  }, draft(text)).text;
}

function problems(text: string): string[] {
  return loadScript('small.yaml', text).problems.map(formatProblem);
}

/** The lines that are not in both. */
function changed(before: string, after: string): string[] {
  const old = new Set(before.split('\n'));
  return after.split('\n').filter((line) => !old.has(line));
}

describe('an edit', () => {
  it('changes one text and leaves every other line, its comments and its spacing alone', () => {
    const text = edited(SMALL, {
      op: 'setText',
      path: ['blocks', 'ask', 'say', 'en'],
      words: "What's next, {shop.name}?",
    });
    expect(changed(SMALL, text)).toEqual([`    say: { en: 'What''s next, {shop.name}?', es: '¿Y ahora?' }`]);
    expect(problems(text)).toEqual([]);
  });

  it('adds a block and leads an exit to it', () => {
    const text = edited(
      SMALL,
      { op: 'addBlock', id: 'more', block: { say: { en: 'More: yes', es: 'Más' }, then: 'done' } },
      { op: 'connect', block: 'bye', exit: ['then'], to: 'more' },
    );
    expect(problems(text)).toEqual([]);
    expect(text).toContain('# The end.\n  done:\n    end: done\n  more:\n');
    expect(text).toContain('start: ask # where it begins');
  });

  it('connects an exit that the block did not have', () => {
    const text = edited(SMALL, { op: 'connect', block: 'ask', exit: ['exits', 'lost'], to: 'done' });
    expect(text).toContain('    exits:\n      lost: done\n');
    expect(problems(text)).toEqual([]);
  });

  it('renames a block with everything that leads to it', () => {
    const text = edited(
      SMALL,
      { op: 'rename', from: 'done', to: 'finish' },
      { op: 'rename', from: 'ask', to: 'question' },
    );
    expect(problems(text)).toEqual([]);
    expect(text).toContain('start: question # where it begins');
    expect(text).toContain('goto: finish');
    expect(text).toContain('    end: done');
    expect(text).not.toMatch(/goto: done|then: done/);
  });

  it('deletes nothing that others lead to before it is told where they lead instead', () => {
    const refused = edit(draft(SMALL), { op: 'delete', id: 'bye' });
    expect(refused).toMatchObject({
      ok: false,
      reason: 'dangling',
      places: [['blocks', 'ask', 'options', 'go', 'goto']],
    });
    expect(danglingWithout(SMALL, 'done')).toHaveLength(2);
    const text = edited(SMALL, { op: 'delete', id: 'bye', leadTo: 'done' });
    expect(problems(text)).toEqual([]);
    expect(text).toContain('goto: done }   # on');
    expect(text).toContain('  # The end.\n  done:');
  });

  it('adds and removes options, in braces and in lines', () => {
    const more = edited(SMALL, {
      op: 'addOption',
      block: 'ask',
      id: 'wait',
      option: { label: { en: 'Wait, please', es: 'Esperar' }, goto: 'done' },
    });
    expect(problems(more)).toEqual([]);
    expect(
      problems(
        edited(
          more,
          { op: 'removeOption', block: 'ask', id: 'stay' },
          { op: 'removeOption', block: 'ask', id: 'wait' },
        ),
      ),
    ).toEqual([]);
  });

  it('moves a box without touching the script, and names follow it', () => {
    const moved = edit(draft(SMALL), { op: 'move', id: 'bye', x: 40, y: 80 });
    expect(moved).toMatchObject({ ok: true, draft: { text: SMALL, layout: { bye: { x: 40, y: 80 } } } });
    const renamed = moved.ok ? edit(moved.draft, { op: 'rename', from: 'bye', to: 'farewell' }) : moved;
    expect(renamed.ok && renamed.draft.layout).toEqual({ farewell: { x: 40, y: 80 } });
    const back = renamed.ok ? edit(renamed.draft, renamed.inverse) : renamed;
    expect(back.ok && back.draft.layout).toEqual({ bye: { x: 40, y: 80 } });
  });

  it.each<[string, Operation, string]>([
    ['a block that exists', { op: 'addBlock', id: 'bye', block: { end: 'done' } }, 'exists'],
    ['a name no block may have', { op: 'rename', from: 'bye', to: '__proto__' }, 'badName'],
    ['a block that is not there', { op: 'delete', id: 'nowhere' }, 'missing'],
    ['a way to nowhere', { op: 'connect', block: 'bye', exit: ['then'], to: 'nowhere' }, 'missing'],
    ['an option that exists', { op: 'addOption', block: 'ask', id: 'go', option: {} }, 'exists'],
    ['an option that is not there', { op: 'removeOption', block: 'ask', id: 'nowhere' }, 'missing'],
    [
      'a text of no block',
      { op: 'setText', path: ['blocks', 'nowhere', 'say', 'en', 'x', 'y'], words: 'x' },
      'missing',
    ],
  ])('refuses %s and says why', (_what, operation, reason) => {
    expect(edit(draft(SMALL), operation)).toMatchObject({ ok: false, reason });
  });

  it('refuses a file that is no YAML, and an undo of a text that was changed meanwhile', () => {
    expect(edit(draft('a: [1'), { op: 'delete', id: 'a' })).toMatchObject({ ok: false, reason: 'unreadable' });
    const one = edit(draft(SMALL), { op: 'setText', path: ['blocks', 'bye', 'say', 'en'], words: 'Farewell.' });
    expect(one.ok && edit(draft(SMALL), one.inverse)).toMatchObject({ ok: false, reason: 'changedMeanwhile' });
  });
});

describe('undo', () => {
  const files = [SMALL, readFlow('drop.yaml'), readFlow('reminder.yaml'), readFlow('move.yaml')];
  const ids = (text: string): string[] => [...text.matchAll(/^ {2}([a-z][a-z-]*):/gm)].map(([, id]) => id!);

  /** Any operation, sensible or not: what is refused must change nothing. */
  function operationOf(text: string, seed: readonly [number, number, number, string]): Operation {
    const known = ids(text);
    const [kind, first, second, words] = seed;
    const one = known[first % known.length] ?? 'none';
    const other = known[second % known.length] ?? 'none';
    const all: Operation[] = [
      { op: 'addBlock', id: `new${first}`, block: { say: { en: words }, then: other } },
      { op: 'connect', block: one, exit: ['then'], to: other },
      { op: 'connect', block: one, exit: ['exits', 'taken'], to: other },
      { op: 'rename', from: one, to: `other${second}` },
      { op: 'delete', id: one, leadTo: other },
      { op: 'delete', id: one },
      { op: 'setText', path: ['blocks', one, 'say', 'en'], words },
      { op: 'addOption', block: one, id: `o${second}`, option: { label: { en: words }, goto: other } },
      { op: 'removeOption', block: one, id: 'keep' },
      { op: 'setField', path: ['blocks', one, 'ways'], value: ['person'] },
      { op: 'setField', path: ['blocks', one, 'options'], value: null },
      { op: 'move', id: one, x: first, y: second },
    ];
    return all[kind % all.length]!;
  }

  it('gives back the very same bytes after any operations, and every text between loads or says what is wrong', () => {
    fc.assert(
      fc.property(
        fc.nat(files.length - 1),
        fc.array(fc.tuple(fc.nat(11), fc.nat(60), fc.nat(60), fc.string({ maxLength: 30, unit: 'grapheme' })), {
          maxLength: 12,
        }),
        (file, seeds) => {
          const first = beginHistory(draft(files[file]!));
          let history = first;
          for (const seed of seeds) {
            history = perform(history, operationOf(history.draft.text, seed)).history;
            const { script, problems: found } = loadScript('x.yaml', history.draft.text);
            expect(script === null).toBe(found.length > 0);
            // What was written is still YAML: no edit may break the file itself.
            expect(found.filter(({ check }) => check === 'unreadable-file')).toEqual([]);
          }
          const last = history.draft;
          const count = history.done.length;
          for (let step = 0; step < count; step++) history = undo(history);
          expect(history.draft).toEqual(first.draft);
          for (let step = 0; step < count; step++) history = redo(history);
          expect(history.draft).toEqual(last);
        },
      ),
      { numRuns: 60, seed: 20261121, verbose: 1 },
    );
  });
});
