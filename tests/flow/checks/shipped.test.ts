import { describe, expect, it } from '@jest/globals';
import { checkDraft } from '../../../src/flow/checks/index.js';
import { formatProblem } from '../../../src/flow/index.js';
import { FLOW_FILES, readFlow, shippedScripts } from '../support/scripts.js';
import { RENDERERS } from './support.js';

describe('the shipped scripts', () => {
  it.each(FLOW_FILES)('%s passes every check on every channel in every language', (file) => {
    const { scripts, phrases } = shippedScripts();
    const context = { renderers: RENDERERS };
    const { problems } = checkDraft({ file, text: readFlow(file), scripts, phrases, context });
    expect(problems.map(formatProblem)).toEqual([]);
  });
});
