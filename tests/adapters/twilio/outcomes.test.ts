import { describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { outcomeOf } from '../../../adapters/twilio/outcomes.js';

const answer = (statusCode: number, code?: number) =>
  outcomeOf(
    new twilio.RestException({
      statusCode,
      body: code === undefined ? 'gateway' : { code, message: 'words we do not read', status: statusCode },
    }),
  );
const network = (code: string, syscall?: string) =>
  outcomeOf(Object.assign(new Error('x'), { code, cause: { code, syscall } }));

describe('what an answer of Twilio means', () => {
  it.each([
    [21610, 'optedOut'],
    [63016, 'windowClosed'],
    [21211, 'unreachable'],
    [21614, 'unreachable'],
    [21408, 'unreachable'],
    [21612, 'unreachable'],
    [30005, 'unreachable'],
    [30006, 'unreachable'],
    [63003, 'unreachable'],
    [63024, 'unreachable'],
    [21617, 'invalid'],
    [21656, 'invalid'],
    [30034, 'invalid'],
  ])('%d is refused as %s', (code, cause) => {
    expect(answer(400, code)).toEqual({ kind: 'refused', reason: `twilio ${code}`, cause });
  });

  it.each([20429, 21611, 30001, 63018])('%d is tried again', (code) => {
    expect(answer(400, code)).toMatchObject({ kind: 'retry' });
  });

  it('takes 503 as not taken and every other failure of theirs as not known', () => {
    expect(answer(503)).toMatchObject({ kind: 'retry' });
    for (const status of [500, 502, 504]) expect(answer(status)).toMatchObject({ kind: 'unknown' });
  });

  it('reads the newer shape of errors too, which the SDK throws as another class', () => {
    const newer = Object.assign(new Error('x'), { type: 'https://x', title: 'Too many', status: 429, code: 20429 });
    expect(outcomeOf(newer)).toMatchObject({ kind: 'retry' });
    expect(outcomeOf(Object.assign(new Error('x'), { status: 400, code: 21610 }))).toMatchObject({ cause: 'optedOut' });
  });

  it('tries again only where no connection stood', () => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])
      expect(network(code)).toMatchObject({ kind: 'retry' });
    expect(network('ETIMEDOUT', 'connect')).toMatchObject({ kind: 'retry' });
    for (const code of ['ECONNABORTED', 'ETIMEDOUT', 'ECONNRESET', 'EPIPE'])
      expect(network(code)).toMatchObject({ kind: 'unknown' });
    expect(outcomeOf('something odd')).toMatchObject({ kind: 'unknown' });
  });
});
