import { expect, it } from '@jest/globals';
import { escapeHtml } from '../../src/platform/html.js';

it('lets no text open a tag, close an attribute or begin an entity', () => {
  expect(escapeHtml(`<b title="x" data='y'>&amp;`)).toBe('&#60;b title=&#34;x&#34; data=&#39;y&#39;&#62;&#38;amp;');
  expect(escapeHtml('Peluquería 50 £')).toBe('Peluquería 50 £');
});
