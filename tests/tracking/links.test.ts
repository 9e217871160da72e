import { describe, expect, it } from '@jest/globals';
import { createTrackingLinks } from '../../src/tracking/index.js';

const SECRET = 'a secret of the house';
const ID = 'abcdefghij_KLMNO-123';
const links = createTrackingLinks({ secret: SECRET, publicUrl: 'https://book.example' });
const tokenOf = (url: string): string => url.split('/t/')[1]!;
const token = tokenOf(links.urlOf(ID));

describe('a link to a visit', () => {
  it('opens the visit it was made for, and is the same for its whole life', () => {
    expect(links.urlOf(ID)).toMatch(/^https:\/\/book\.example\/t\/[\w-]{20}\.[\w-]{22}$/);
    expect(links.bookingOf(token)).toBe(ID);
    expect(links.urlOf(ID)).toBe(links.urlOf(ID));
  });

  it('is refused with any one letter changed, however small the change', () => {
    const letters = 'AZaz09-_.';
    let tried = 0;
    for (let at = 0; at < token.length; at++) {
      for (const letter of letters) {
        if (letter === token[at]) continue;
        tried += 1;
        expect(links.bookingOf(token.slice(0, at) + letter + token.slice(at + 1))).toBeNull();
      }
    }
    expect(tried).toBeGreaterThan(350);
  });

  it('is refused when it was signed for a calendar, by another house, or not at all', () => {
    const other = createTrackingLinks({ secret: 'another secret altogether', publicUrl: 'https://book.example' });
    expect(links.bookingOf(tokenOf(other.urlOf(ID)))).toBeNull();
    for (const wrong of ['', '.', ID, `${ID}.`, `${token}x`, ` ${token}`, token.repeat(2), '../../etc', 'é'.repeat(43)])
      expect(links.bookingOf(wrong)).toBeNull();
  });

  it('is not made with a secret that could be guessed', () => {
    expect(() => createTrackingLinks({ secret: 'short', publicUrl: 'https://book.example' })).toThrow(/16 characters/);
  });
});
