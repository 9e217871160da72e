import { describe, expect, it } from '@jest/globals';
import { hasCardNumber, maskCardNumbers, toAsciiDigits } from '../../src/messaging/mask.js';

describe('card numbers in what people write', () => {
  const cards = [
    '4111111111111111',
    '4111 1111 1111 1111',
    '5555-5555-5555-4444',
    '3782 822463 10005',
    '4111.1111.1111.1111',
    '４１１１１１１１１１１１１１１１',
    '6011 0009 9013 9424',
  ];
  it.each(cards)('masks %s wherever it stands, and nothing around it', (card) => {
    expect(maskCardNumbers(`my card is ${card}, exp 12/28`)).toBe('my card is [card number], exp 12/28');
  });

  it('masks several, and one that follows another number [PAY-11]', () => {
    const said = 'ref 48210377: 4111111111111111 or 5555555555554444';
    expect(maskCardNumbers(said)).toBe('ref 48210377: [card number] or [card number]');
  });

  const harmless = [
    'BK-48210377',
    '+44 20 7946 0958',
    '+447700900123',
    '07700 900123',
    '4111111111111112',
    '4111 1111',
    '2026-11-24 14:00',
    'no digits here',
    '11111111111111111111111111',
    '1234567812345670',
  ];
  it.each(harmless)('leaves %s as it is', (said) => {
    expect(maskCardNumbers(said)).toBe(said);
    expect(hasCardNumber(said)).toBe(false);
  });

  it('stays quick on very long runs of digits', () => {
    const from = process.cpuUsage();
    hasCardNumber('4 '.repeat(200_000));
    hasCardNumber('4'.repeat(400_000));
    // Of this process: a pause that the machine makes is not ours.
    expect(process.cpuUsage(from).user / 1_000).toBeLessThan(1_000);
  });

  it('reads digits of other scripts', () => {
    expect(toAsciiDigits('١٢٣ ４５ ९')).toBe('123 45 9');
  });
});
