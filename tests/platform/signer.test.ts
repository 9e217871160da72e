import { describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { createSigner, idFromKey } from '../../src/platform/signer.js';

const secret = 'sixteen letters!';
const signer = createSigner({ secret, purpose: 'track', what: 'tracking links' });

describe('a signer', () => {
  it('signs as links that were sent before it was written are signed', () => {
    const before = createHmac('sha256', secret).update('track\nb1\n9').digest().subarray(0, 16).toString('base64url');
    expect(signer.sign('b1', '9')).toBe(before);
    expect(signer.isSigned(before, 'b1', '9')).toBe(true);
  });

  const signed = signer.sign('b1');
  const lastLetter = signed.at(-1) === 'A' ? 'B' : String.fromCharCode(signed.charCodeAt(21) + 1);
  it.each([
    ['another thing', signed, ['b2']],
    ['another number of parts', signed, ['b1', '']],
    ['spare bits of the last letter', signed.slice(0, 21) + lastLetter, ['b1']],
    ['a signature that is cut short', signed.slice(0, 21), ['b1']],
    ['none', '', ['b1']],
    ['letters of several bytes', 'é'.repeat(11), ['b1']],
    ['another purpose', createSigner({ secret, purpose: 'ics', what: 'x' }).sign('b1'), ['b1']],
    ['another secret', createSigner({ secret: `${secret}!`, purpose: 'track', what: 'x' }).sign('b1'), ['b1']],
  ])('refuses %s', (_what, signature, parts) => expect(signer.isSigned(signature, ...parts)).toBe(false));

  it('needs a secret of sixteen characters, and says what for', () =>
    expect(() => createSigner({ secret: 'fifteen letters', purpose: 'ics', what: 'calendar links' })).toThrow(
      'the secret that signs calendar links needs at least 16 characters',
    ));
});

it('makes the same id of the same key, and another of another shop', () => {
  expect(idFromKey('shop', 'key')).toBe('LLXlMzGU-J1aDrmADPy4');
  expect(idFromKey('other', 'key')).not.toBe(idFromKey('shop', 'key'));
});
