import { describe, expect, it } from '@jest/globals';
import { createLog } from '../../src/platform/log.js';

const PHONE = '+447700900123';

describe('the log', () => {
  it('says who it was without a phone number, and the same person is the same word', () => {
    const lines: string[] = [];
    const log = createLog('trace', { write: (line) => void lines.push(line) });
    log.info({ conversation: `sms:+447700900000:${PHONE}` }, 'one');
    log.info({ conversation: `sms:+447700900000:${PHONE}` }, 'two');
    log.info({ conversation: 'sms:+447700900000:+447700900124' }, 'three');
    const [one, two, three] = lines.map((line) => (JSON.parse(line) as { conversation: string }).conversation);
    expect(one).toBe(two);
    expect(one).not.toBe(three);
    expect(lines.join('')).not.toContain('4477009');
  });

  it.each([
    [
      'a field nobody should have logged',
      { text: 'my secret', address: PHONE, nested: { phone: PHONE, body: 'my secret' } },
    ],
    ['the key of a message', { key: `sms:+447700900000:${PHONE}:12` }],
    ['the words of an error', { err: new Error(`E11000 duplicate key { _id: "sms:+447700900000:${PHONE}" }`) }],
  ])('keeps numbers and texts out of %s', (_what, fields) => {
    const lines: string[] = [];
    createLog('trace', { write: (line) => void lines.push(line) }).error(fields, 'something failed');
    expect(lines.join('')).toContain('something failed');
    expect(lines.join('')).not.toContain('7700900123');
    expect(lines.join('')).not.toContain('my secret');
  });
});
