import { describe, expect, it } from '@jest/globals';
import { chatIn } from './support/tiny.js';

const FORMS = `  what: { ask: service, title: { en: Service }, say: { en: "What?" }, exits: { chosen: form, none: over } }
  form: { switch: answer.service.id, cases: { s-colour: patch }, else: notes }
  patch:
    ask: yesno
    save: patch
    title: { en: Skin test }
    say: { en: "Have you had a skin test?" }
    exits: { yes: notes, no: allergies }
  allergies: { ask: text, save: allergies, title: { en: Allergies }, say: { en: "Any allergies?" }, then: notes }
  notes:
    ask: text
    save: wishes
    optional: shown
    title: { en: Wishes }
    say: { en: "Anything we should know, for example an interpreter?" }
    exits: { answered: over, skipped: over }
  over: { say: { en: "Over." }, then: done }
  done: { end: done }`;

describe('a form that depends on the service', () => {
  it('asks only what this service and the answers so far call for [FL-04]', () => {
    const cut = chatIn(FORMS);
    cut.says('hi');
    expect(cut.says('haircut')).toMatch(/^Anything we should know/);

    const colour = chatIn(FORMS);
    colour.says('hi');
    expect(colour.says('colour')).toMatch(/^Have you had a skin test\?/);
    expect(colour.says('2')).toBe('Any allergies?');
    expect(colour.says('Latex')).toMatch(/^Anything we should know/);

    const tested = chatIn(FORMS);
    tested.says('hi');
    tested.says('colour');
    expect(tested.says('1')).toMatch(/^Anything we should know/);
  });
});
