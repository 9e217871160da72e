import { beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { optionsOf, withSynonym } from '../../admin/src/numbers/synonyms.js';
import type { Looked, PreviewStep, PreviewWish, Switches } from '../../admin/src/workshop/protocol.js';
import { createWorkshop } from '../../admin/src/workshop/workshop.js';
import { CUSTOMER_CHANNELS } from '../../src/messaging/message.js';

const USUAL: Switches = { timeGone: false, paymentFails: false, nothingFree: false, nobodyThere: false };
const STARTS = Date.UTC(2026, 10, 23, 10, 32);
const texts = new Map<string, string>();
const workshop = createWorkshop();

beforeAll(() => {
  for (const folder of ['flows', 'flows/repairs']) {
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.yaml')))
      texts.set(basename(name, '.yaml'), readFileSync(join(folder, name), 'utf8'));
  }
  workshop.take({ kind: 'live', scripts: [...texts].map(([id, text]) => ({ id, text })) });
});

const salon = (): string => texts.get('salon')!;
const type = (text: string): PreviewStep => ({ kind: 'text', text });

function look(text: string, steps: readonly PreviewStep[], wish: Partial<PreviewWish> = {}): Looked {
  const preview = { channel: 'sms', language: 'en', startsAtUtc: STARTS, switches: USUAL, ...wish, steps } as const;
  return workshop.look({ kind: 'look', turn: 1, scriptId: 'salon', text, preview });
}

function lastWords({ preview }: Looked): string {
  const last = preview?.lines.at(-1);
  return last?.by === 'script' ? last.text : '';
}

describe('the preview', () => {
  it('answers the same steps in the new words after every change of the draft', () => {
    expect(lastWords(look(salon(), [type('1')]))).toContain('What would you like?');
    const changed = look(salon().replace('What would you like?', 'What can I do for you?'), [type('1')]);
    expect(lastWords(changed)).toContain('What can I do for you?');
    expect(changed.preview?.at).toEqual({ script: 'salon', block: 'service' });
  });

  it('stops at a tap on what the draft no longer offers, instead of tapping something else', () => {
    const tap: PreviewStep = { kind: 'choice', choiceId: 'bookings', label: 'My bookings' };
    expect(look(salon(), [tap], { channel: 'telegram' }).preview?.halted).toBeNull();
    const without = salon().replace('      bookings:', '      visits:');
    expect(without).not.toBe(salon());
    const gone = look(without, [tap], { channel: 'telegram' }).preview?.halted;
    expect(gone).toEqual({ step: 0, why: '"My bookings" is not offered here any more' });
  });

  it('says the time has just gone once, and then takes another', () => {
    const gone = look(salon(), [type('1'), type('1'), type('1')], { switches: { ...USUAL, timeGone: true } });
    expect(lastWords(gone)).toContain('has just gone');
    const taken = look(salon(), [type('1'), type('1'), type('1'), type('1')], {
      switches: { ...USUAL, timeGone: true },
    });
    expect(lastWords(taken)).toContain('What is your name?');
  });

  it('shows every channel in its own dress, and what a text costs', () => {
    const shown = CUSTOMER_CHANNELS.map((channel) => {
      const line = look(salon(), [type('1')], { channel }).preview?.lines.at(-1);
      return line?.by === 'script' ? [channel, line.dress, line.sms !== null] : [];
    });
    expect(shown).toEqual([
      ['sms', 'text', true],
      ['whatsapp', 'list', false],
      ['telegram', 'buttons', false],
      ['webchat', 'buttons', false],
    ]);
  });

  it('keeps problems and no preview of a draft that cannot be read', () => {
    const looked = look(salon().replace('none: closed', 'none: shut'), [type('1')]);
    expect(looked).toMatchObject({ isBehind: true, preview: null });
    expect(looked.problems.map(({ block, severity }) => [block, severity])).toContainEqual(['service', 'blocks']);
  });
});

describe('a word that was not understood', () => {
  it('becomes another way to give an answer, and nothing else changes', () => {
    const [option] = optionsOf(salon(), 'welcome', 'en');
    expect(option).toEqual({ id: 'book', label: 'Book' });
    const written = withSynonym(salon(), { block: 'welcome', option: 'book', language: 'en', words: 'xylophone' });
    if (!('text' in written)) throw new Error(written.says);
    expect(lastWords(look(salon(), [type('xylophone')]))).not.toContain('What would you like?');
    expect(lastWords(look(written.text, [type('xylophone')]))).toContain('What would you like?');
    expect(written.text.split('\n').filter((line) => !salon().includes(line)).length).toBeLessThanOrEqual(2);
  });

  it('cannot be added to a draft that cannot be read', () => {
    expect(optionsOf('blocks: {', 'welcome', 'en')).toEqual([]);
    expect(withSynonym('blocks: {', { block: 'a', option: 'b', language: 'en', words: 'c' })).toHaveProperty('says');
  });
});
