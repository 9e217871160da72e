import { describe, expect, it } from '@jest/globals';
import { customerKeyOf } from '../../src/people/index.js';

describe('who a customer is without an account', () => {
  it('is one person by number, however it is written and wherever they write from [CF-25]', () => {
    const keys = [
      customerKeyOf({ phone: null, channel: 'sms', address: '+447700900001' }),
      customerKeyOf({ phone: null, channel: 'whatsapp', address: 'whatsapp:+447700900001' }),
      customerKeyOf({ phone: '00 44 7700-900 001', channel: 'telegram', address: '4711' }),
      customerKeyOf({ phone: '+44 (0)7700 900001', channel: 'webchat', address: 'v-1' }),
    ];
    expect(new Set(keys)).toEqual(new Set(['+447700900001']));
  });

  it('is the address of their channel where no number is known [CF-25]', () => {
    expect(customerKeyOf({ phone: null, channel: 'telegram', address: '4711' })).toBe('telegram:4711');
    expect(customerKeyOf({ phone: '07700 900001', channel: 'telegram', address: '4711' })).toBe('telegram:4711');
    expect(customerKeyOf({ phone: null, channel: 'whatsapp', address: 'opaque-77' })).toBe('whatsapp:opaque-77');
  });

  it('believes the number a message came from before one that was typed', () => {
    expect(customerKeyOf({ phone: '+447700900002', channel: 'sms', address: '+447700900001' })).toBe('+447700900001');
  });
});
