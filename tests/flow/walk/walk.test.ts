import { describe, expect, it } from '@jest/globals';
import { walkForBadge, type WalkResult } from '../../../src/flow/walk/index.js';
import { loaded, readFlow, shippedScripts } from '../support/scripts.js';
import { RENDERERS } from '../checks/support.js';
import type { CompiledScript } from '../../../src/flow/index.js';

const { scripts, phrases } = shippedScripts();
/** Walked in `trades.test.ts`. */
const OTHER_TRADES = new Set(['cleaning', 'accounting', 'workshop', 'buy', 'orders', 'my', 'shop', 'walkin', 'turn']);
const WALKED = scripts
  .filter(({ id, digitsOnly }) => digitsOnly === 'required' && !OTHER_TRADES.has(id))
  .map(({ id }) => id);
const results = new Map<string, WalkResult>();

function walk(script: CompiledScript): WalkResult {
  return walkForBadge({ script, scripts, phrases, renderers: RENDERERS }, 'digest');
}

function walkShipped(id: string): WalkResult {
  const result = results.get(id) ?? walk(scripts.find((script) => script.id === id)!);
  results.set(id, result);
  return result;
}

/** A shipped script with one thing spoiled. */
function spoiled(file: string, good: string | RegExp, bad: string): WalkResult {
  const text = readFlow(file);
  expect(text).toMatch(good);
  return walk(loaded(file, text.replace(good, bad)));
}

describe('the digits-only walk', () => {
  it('comes by SMS with digits alone to every block and every end of every script, each text in two plain parts [FL-17]', () => {
    for (const id of WALKED) {
      const result = walkShipped(id);
      expect({ id, failures: result.earned ? [] : result.failures }).toEqual({ id, failures: [] });
      if (!result.earned) return;
      const { badge } = result;
      expect(badge).toMatchObject({ script: id, walkedAtDigest: 'digest' });
      expect(badge.longestParts).toBeLessThanOrEqual(2);
      expect(badge.languages).toEqual(scripts.find((script) => script.id === id)!.languages);
    }
  });

  it('is not waited for only where letters are what is asked for: a name, an address, a code, a paper', () => {
    const optional = scripts.filter(({ digitsOnly }) => digitsOnly === 'optional').map(({ id }) => id);
    expect(optional.sort()).toEqual(
      ['coupon', 'family', 'for-whom', 'guest-order', 'guest-visit', 'identity', 'me', 'save-details'].sort(),
    );
  });

  it('books, without a registration, a letter typed or a link opened [GU-11]', () => {
    const result = walkShipped('salon');
    expect(result.earned && result.badge.ends).toContain('booked');
  });

  it('reaches the ends that the scripts are there for', () => {
    const ends = (id: string): unknown => {
      const result = walkShipped(id);
      return result.earned ? result.badge.ends : result.failures;
    };
    expect(ends('salon')).toEqual(['booked', 'paid', 'person', 'ended']);
    expect(ends('move')).toEqual(expect.arrayContaining(['moved', 'person', 'ended']));
    expect(ends('drop')).toEqual(expect.arrayContaining(['dropped', 'ended']));
  });

  it('says which blocks only another channel comes to', () => {
    const result = walkShipped('salon');
    expect(result.earned && result.badge.elsewhere).toEqual(
      ['email', 'email-kept', 'email-said', 'email-left', 'save'].map((block) => ({ block, channel: 'webchat' })),
    );
  });
});

describe('a script that waits for a link to be called', () => {
  const LINK = `id: x
languages: [en]
start: begin
blocks:
  begin:
    ask: choice
    say: { en: 'Willow Salon. Text STOP and I will not write again.' }
    intro: true
    options: { go: { label: { en: Begin }, goto: make } }
  make: { do: callback, for: 2 h, take: { result: { path: result, type: text } }, then: tell }
  tell: { do: emit, event: order.new, data: { answerTo: answer.callback.url }, then: wait }
  wait: { await: callback, say: { en: 'The lab answers by {callback.until}.' }, exits: { called: came, timedOut: late } }
  came: { say: { en: 'The lab says: {result}.' }, then: done }
  late: { say: { en: 'No answer came.' }, then: done }
  done: { end: done }
`;

  it('is walked both ways: called, and called by nobody', () => {
    const result = walk(loaded('x.yaml', LINK));
    expect(result.earned ? [] : result.failures).toEqual([]);
  });

  it('earns no badge when a value that only the call brings is told without it', () => {
    const result = walk(loaded('x.yaml', LINK.replace('{result}.', '{result}, ✂.')));
    expect(result.earned ? [] : result.failures.map(({ what, path }) => [what, path.at(-1)])).toEqual([
      ['notPlain', 'callback.look called'],
    ]);
  });
});

describe('a script that strands people', () => {
  it('earns no badge when letters are needed to go on', () => {
    const result = walk(
      loaded(
        'x.yaml',
        `id: x
languages: [en]
start: ask
blocks:
  ask:
    ask: name
    say: { en: 'Who are you?' }
    then: bye
  bye:
    say: { en: 'Goodbye, {name}.' }
    then: done
  done:
    end: done
`,
      ),
    );
    expect(result.earned).toBe(false);
    if (result.earned) return;
    expect(result.failures.map(({ what, block }) => `${what} ${block ?? ''}`)).toEqual(
      expect.arrayContaining(['unreached bye', 'stuck ask']),
    );
  });

  it('earns none for a text over two parts, and the shortest digits to it are told', () => {
    const result = spoiled('drop.yaml', '{booking.when} stays as it is.', `${'It stays as it is. '.repeat(20)}`.trim());
    expect(result.earned).toBe(false);
    if (result.earned) return;
    const [first] = result.failures;
    expect(first).toMatchObject({ what: 'tooLong', language: 'en' });
    expect(first!.path.at(-1)).toBe('2');
    expect(first!.path.length).toBe(3);
  });

  it('earns none for a mark that plain SMS cannot carry', () => {
    const result = spoiled('drop.yaml', 'stays as it is.', 'stays as it is ✂.');
    expect(result.earned ? [] : result.failures.map(({ what }) => what)).toEqual(['notPlain']);
  });

  it('earns none when a needed time was let go on the way', () => {
    const result = spoiled(
      'move.yaml',
      /goto: release }$/m,
      'goto: release-twice }\n\n  release-twice:\n    do: release\n    then: release',
    );
    expect(result.earned).toBe(false);
    if (result.earned) return;
    expect(result.failures[0]).toMatchObject({ what: 'fault' });
  });

  it('is given up, not left hanging, when it has more places than anybody could walk', () => {
    const script = scripts.find(({ id }) => id === 'salon')!;
    const result = walkForBadge({ script, scripts, phrases, renderers: RENDERERS }, 'd', 200);
    expect(result.earned ? [] : result.failures.map(({ what }) => what)).toContain('tooMany');
    expect(result.places).toBeLessThanOrEqual(200 * script.languages.length);
  });
});
