import { describe, expect, it } from '@jest/globals';
import { checkDraft } from '../../../src/flow/checks/index.js';
import { formatProblem } from '../../../src/flow/index.js';
import { FLOW_FILES, readFlow, shippedScripts } from '../support/scripts.js';
import { RENDERERS } from './support.js';

/** What is published all the same, each with why it is right there. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'other-times.yaml no-way-to-person service': '9 works at every question; it offers times at once, as short as can be',
  'other-times.yaml hold-not-released left': 'the time is kept for minutes only, and the next choice replaces it',
};

describe('the shipped scripts', () => {
  it.each(FLOW_FILES)('%s passes every check on every channel in every language', (file) => {
    const { scripts, phrases } = shippedScripts();
    const context = { renderers: RENDERERS };
    const { problems } = checkDraft({ file, text: readFlow(file), scripts, phrases, context });
    const open = problems.filter(
      ({ check, block, severity }) =>
        severity === 'blocks' || ACCEPTED[`${file} ${check} ${block ?? ''}`] === undefined,
    );
    expect(open.map(formatProblem)).toEqual([]);
  });
});
