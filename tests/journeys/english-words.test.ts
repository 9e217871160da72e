import { expect, it } from '@jest/globals';
import { englishIn } from './english-words.js';

it('would notice a line that was left in English', () => {
  expect(englishIn(['Haircut. ¿Cuándo le viene bien?', '1 mar 24 nov 9:00 con Asha', 'Más horas'], 'es')).toEqual([]);
  expect(englishIn(['Haircut. When suits you?'], 'es')).toEqual(['when', 'suits', 'you']);
  expect(englishIn(['1 More times'], 'ar')).toEqual(['more', 'times']);
});
