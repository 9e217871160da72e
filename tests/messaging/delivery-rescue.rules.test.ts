import { describe, expect, it } from '@jest/globals';
import {
  againKey,
  asNewsElsewhere,
  failureLine,
  nextStep,
  RESCUE_WITHIN_MS,
  type FailureCause,
} from '../../src/messaging/delivery-rescue.rules.js';
import type { ChannelId, OutboundMessage } from '../../src/messaging/message.js';

const NOW_UTC = Date.parse('2026-11-23T08:00:00Z');

function step(cause: FailureCause, channel: ChannelId, sentAs = 'sent', more: { key?: string; agoMs?: number } = {}) {
  const { key = 'c:1', agoMs = 0 } = more;
  return nextStep({ key, cause, channel, sentAs, committedAtUtc: NOW_UTC - agoMs, nowUtc: NOW_UTC });
}

describe('what is done about a message that did not arrive', () => {
  it.each([
    ['windowClosed', 'whatsapp', 'sent', 'again'],
    ['windowClosed', 'whatsapp', 'sent: template', 'elsewhere'],
    ['windowClosed', 'whatsapp', 'sent: sms instead', 'dead'],
    ['unreachable', 'whatsapp', 'sent', 'elsewhere'],
    ['unreachable', 'sms', 'sent', 'elsewhere'],
    ['unreachable', 'sms', 'sent: sms instead', 'dead'],
    ['other', 'sms', 'sent', 'elsewhere'],
    ['optedOut', 'sms', 'sent', 'stop'],
    ['optedOut', 'sms', 'sent: sms instead', 'stop'],
    ['optedOut', 'whatsapp', 'sent', 'stop'],
  ] as const)('%s on %s after "%s": %s', (cause, channel, sentAs, kind) => {
    expect(step(cause, channel, sentAs).kind).toBe(kind);
  });

  it('ends with the second way: what was sent again is not sent a third time', () => {
    for (const cause of ['windowClosed', 'unreachable', 'other'] as const)
      expect(step(cause, 'whatsapp', 'sent', { key: againKey('c:1') }).kind).toBe('dead');
  });

  it('still takes consent back when it was the second way', () => {
    expect(step('optedOut', 'sms', 'sent', { key: againKey('c:1') }).kind).toBe('stop');
  });

  it('sends nothing whose words may have become untrue', () => {
    expect(step('unreachable', 'sms', 'sent', { agoMs: RESCUE_WITHIN_MS }).kind).toBe('elsewhere');
    expect(step('unreachable', 'sms', 'sent', { agoMs: RESCUE_WITHIN_MS + 1 }).kind).toBe('dead');
  });
});

describe('the same words in another chat', () => {
  const question: OutboundMessage = {
    text: 'Tomorrow, Tue 24 Nov 14:00: haircut with Asha.',
    choices: [{ id: 'coming', digit: '1', label: 'I am coming' }],
    stepId: 'remind',
    language: 'en',
    class: 'urgent',
  };

  it('leave the question where it was asked and say where to answer', () => {
    expect(asNewsElsewhere(question, 'whatsapp')).toEqual({
      text: 'Tomorrow, Tue 24 Nov 14:00: haircut with Asha.\nTo answer, write to me by WhatsApp.',
      language: 'en',
      class: 'urgent',
    });
    expect(asNewsElsewhere({ ...question, language: 'es' }, 'sms').text).toContain('escríbame por SMS');
  });

  it('stay as they are when nothing was asked', () => {
    const news: OutboundMessage = { text: 'Asha has begun.', language: 'en', class: 'urgent' };
    expect(asNewsElsewhere(news, 'sms')).toEqual(news);
  });
});

describe('what operators read', () => {
  it('names channel, number, code and reason, and does not claim what nobody knows', () => {
    const row = {
      channel: 'whatsapp',
      address: 'whatsapp:+447700900123',
      code: '63024',
      reason: 'no other way',
    } as const;
    expect(failureLine({ ...row, state: 'dead' })).toBe(
      'A message did not arrive by WhatsApp at +447700900123 (code 63024): no other way.',
    );
    expect(failureLine({ ...row, state: 'uncertain', code: null })).toBe(
      'A message may not have arrived by WhatsApp at +447700900123: no other way.',
    );
  });
});
