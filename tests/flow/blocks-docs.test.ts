import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ASK_KINDS, DO_KINDS, FIELDS_OF_KINDS } from '../../src/flow/script/kinds.js';
import { BLOCK_SCHEMAS } from '../../src/flow/script/schema.js';

const text = readFileSync(new URL('../../docs/scripts.md', import.meta.url), 'utf8');

describe('docs/scripts.md', () => {
  it.each([...Object.keys(ASK_KINDS), ...Object.keys(DO_KINDS)])('describes the kind "%s"', (kind) => {
    expect(text).toContain(`\`${kind}\``);
  });

  it.each(Object.keys(BLOCK_SCHEMAS).filter((kind) => kind !== 'ask' && kind !== 'do'))(
    'describes the block "%s"',
    (kind) => {
      expect(text).toMatch(new RegExp(`^\\| \`${kind}\``, 'm'));
    },
  );

  it.each(Object.keys(FIELDS_OF_KINDS))('names the field "%s"', (field) => {
    expect(text).toMatch(new RegExp(`\\b${field}\\b`));
  });
});
