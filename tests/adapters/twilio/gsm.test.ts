import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import segments from 'sms-segments-calculator';
import { countSegments, toGsmPunctuation } from '../../../adapters/twilio/gsm.js';
import { renderSms } from '../../../adapters/twilio/render-sms.js';
import type { OutboundMessage } from '../../../src/messaging/message.js';
import { visiblePart } from './bench.js';

const say = (text: string, more: Partial<OutboundMessage> = {}): OutboundMessage => ({
  text,
  language: 'en',
  class: 'answer',
  ...more,
});
const pagesOf = (message: OutboundMessage): string[] => renderSms(message).parts.map((part) => visiblePart(part).text);

describe('counting the parts of a text', () => {
  it.each([
    ['one GSM part at 160', 'a'.repeat(160), 1],
    ['two at 161', 'a'.repeat(161), 2],
    ['two at 306', 'a'.repeat(306), 2],
    ['three at 307', 'a'.repeat(307), 3],
    ['a euro sign counts twice', '€'.repeat(80), 1],
    ['and 81 of them are two parts', '€'.repeat(81), 2],
    ['one Unicode part at 70', 'ş'.repeat(70), 1],
    ['two at 71', 'ş'.repeat(71), 2],
    ['an emoji is two units', '🙂'.repeat(35), 1],
    ['36 of them are two parts', '🙂'.repeat(36), 2],
  ])('%s', (_about, text, parts) => {
    expect(countSegments(text)).toBe(parts);
  });

  it('says the same as Twilio’s own calculator [CH-03]', () => {
    const piece = fc.constantFrom('a', 'Haircut ', '£25', '€', '[x]', 'é', 'ş', '🙂', '\n', '~', 'à', '—', 'Ω');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 120 }), (pieces) => {
        const text = pieces.join('');
        expect(countSegments(text)).toBe(text === '' ? 0 : new segments.SegmentedMessage(text).segmentsCount);
      }),
      { numRuns: 150, seed: 11 },
    );
  });
});

describe('a text message', () => {
  it('is written with plain punctuation, so that it stays at 160 characters a part [CH-03]', () => {
    const { text, replaced } = toGsmPunctuation('“Asha’s” day – 9:30…\u00a0yes');
    expect(text).toBe('"Asha\'s" day - 9:30... yes');
    expect(replaced).toBe(6);
    expect(new segments.SegmentedMessage(text).encodingName).toBe('GSM-7');
    expect(toGsmPunctuation('Zoë Müller, Łódź').text).toBe('Zoë Müller, Łódź');
  });

  it('lists each choice and way out under its digit, and never as a button [CH-03]', () => {
    const rendered = renderSms(
      say('What would you like?', {
        stepId: 'service',
        choices: [
          { id: 'cut', digit: '1', label: 'Haircut', detail: '30 min, £25' },
          { id: 'colour', digit: '2', label: 'Colour', detail: '90 min, £80' },
        ],
        waysOut: [{ id: 'person', digit: '9', label: 'A person' }],
      }),
    );
    expect(visiblePart(rendered.parts[0]).text).toBe(
      'What would you like?\n1 Haircut, 30 min, £25\n2 Colour, 90 min, £80\n9 A person',
    );
    expect(rendered.shape).toBe('numbered');
  });

  it('stays one text at three parts and becomes two beyond them, cut at a line end', () => {
    const at = `${'a'.repeat(230)}\n${'b'.repeat(228)}`;
    expect(countSegments(at)).toBe(3);
    expect(pagesOf(say(at))).toEqual([at]);
    expect(pagesOf(say(`${at}c`))).toEqual(['a'.repeat(230), `${'b'.repeat(228)}c`]);
  });

  it('puts a link and a file bare on lines of their own', () => {
    const message = say('£25 keeps your place.', {
      link: { label: 'Pay here', url: 'https://parley.example/p/abc' },
      attachment: {
        kind: 'calendar',
        filename: 'visit.ics',
        content: 'BEGIN:VCALENDAR',
        url: 'https://parley.example/ics/xyz',
      },
    });
    expect(pagesOf(message)).toEqual([
      '£25 keeps your place.\nPay here:\nhttps://parley.example/p/abc\nFor your calendar:\nhttps://parley.example/ics/xyz',
    ]);
  });

  it('has no part at all when there is nothing to say', () => {
    expect(renderSms(say('  \n ')).parts).toEqual([]);
  });
});
