import { describe, expect, it } from '@jest/globals';
import { directionOf, isolated, withoutNeedlessIsolates } from '../../src/messaging/direction.js';
import { countSegments, smsTexts, smsWeight, toGsmPunctuation } from '../../src/messaging/gsm.js';

describe('both directions in one line', () => {
  it('knows which way a language runs, with its region or without', () => {
    expect(['ar', 'ar-SA', 'he', 'en', 'es-MX', ''].map(directionOf)).toEqual([
      'rtl',
      'rtl',
      'rtl',
      'ltr',
      'ltr',
      'ltr',
    ]);
  });

  it('closes off references, times and addresses in Arabic, and leaves its own dates alone', () => {
    expect(isolated('BK-48210377', 'ar')).toBe('\u2066BK-48210377\u2069');
    expect(isolated('ليلى Haddad', 'ar')).toBe('\u2068ليلى Haddad\u2069');
    expect(isolated('الثلاثاء 24 نوفمبر 14:00', 'ar')).toBe('الثلاثاء 24 نوفمبر 14:00');
    expect(isolated('BK-48210377', 'es')).toBe('BK-48210377');
  });

  it('keeps by SMS only the marks without which the order would be wrong', () => {
    const isolate = (run: string): string => `\u2066${run}\u2069`;
    for (const alone of ['BK-48210377', '14:00', '25 £', '1,250.50 £', 'Willow & Daughters'])
      expect(withoutNeedlessIsolates(`في ${isolate(alone)}.`)).toBe(`في ${alone}.`);
    for (const kept of ['+44 20 7946 0958', '12 Mill Lane'])
      expect(withoutNeedlessIsolates(`في ${isolate(kept)}.`)).toBe(`في ${isolate(kept)}.`);
    expect(withoutNeedlessIsolates(`${isolate('Willow Salon')}. مرحبا`)).toBe('\u200fWillow Salon. مرحبا');
  });
});

describe('a text by SMS, by language', () => {
  const spanish = 'Recibida: BK-48210377. Le aviso aquí cuando Willow Salon la confirme. Más tarde, el sábado, ¿sí?';

  it('loses in Spanish the strokes that plain letters lack, which would more than double its price', () => {
    const { text } = toGsmPunctuation(spanish, 'es');
    expect(text).toBe(
      'Recibida: BK-48210377. Le aviso aqui cuando Willow Salon la confirme. Mas tarde, el sabado, ¿si?',
    );
    expect([countSegments(text), countSegments(toGsmPunctuation(spanish).text)]).toEqual([1, 2]);
    expect(toGsmPunctuation('mañana, mié, ¡Ñandú!', 'es').text).toBe('mañana, mié, ¡Ñandu!');
  });

  it('keeps the strokes of names in every other language', () => {
    expect(toGsmPunctuation('Hello Martín.', 'en').text).toBe('Hello Martín.');
  });

  it('becomes in Arabic several texts of two parts, cut between sentences where that takes no more of them', () => {
    const sentence = 'هذه جملة طويلة تحتاج إلى مساحة كافية في الرسالة القصيرة، وهي تكفي لملء أكثر من نصف رسالة.';
    const texts = smsTexts(`${sentence} ${sentence} ${sentence}`, 'ar', 1600);
    expect(texts).toEqual([sentence, sentence, sentence]);
    expect(smsWeight(`${sentence} ${sentence} ${sentence}`, 'ar')).toEqual({ texts: 3, parts: 2 });
  });
});
