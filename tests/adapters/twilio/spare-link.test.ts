import { describe, expect, it } from '@jest/globals';
import { SegmentedMessage } from 'sms-segments-calculator';
import { renderSms } from '../../../adapters/twilio/render-sms.js';
import type { OutboundMessage } from '../../../src/messaging/message.js';

const URL = `https://book.example/t/${'x'.repeat(43)}`;
const message = (chars: number, spare: boolean): OutboundMessage => ({
  text: 'w'.repeat(chars),
  link: { label: 'See it any time', url: URL, ...(spare ? { spare: true } : {}) },
  language: 'en',
  class: 'answer',
});
/** Two parts in the plain alphabet hold 306 characters; link, label and line ends take 84 of them. */
const ROOM = 306 - `\nSee it any time:\n${URL}`.length;

describe('a link that may be left out, by SMS', () => {
  it('stays while the text fits two parts with it, to the letter', () => {
    const { plainText, reshaped } = renderSms(message(ROOM, true));
    expect(plainText).toContain(URL);
    expect(new SegmentedMessage(plainText).segmentsCount).toBe(2);
    expect(reshaped).toEqual([]);
  });

  it('is left out one letter later, and this is recorded', () => {
    const { plainText, reshaped } = renderSms(message(ROOM + 1, true));
    expect(plainText).toBe('w'.repeat(ROOM + 1));
    expect(reshaped).toEqual(['link left out: over 2 parts with it']);
  });

  it('is never left out when the message is about it', () => {
    expect(renderSms(message(ROOM + 1, false)).plainText).toContain(URL);
  });
});
