import { expect, it } from '@jest/globals';
import { readChats } from './chat-file.js';
import { englishIn } from './english-words.js';

it('would notice a line or a name that was left in English', () => {
  expect(englishIn(['Corte de pelo. ¿Cuándo le viene bien?', '1 mar 24 nov 9:00 con Asha', 'Más horas'], 'es')).toEqual(
    [],
  );
  expect(englishIn(['Haircut. ¿Cuándo le viene bien?'], 'es')).toEqual(['haircut']);
  expect(englishIn(['Haircut. When suits you?'], 'es')).toEqual(['haircut', 'when', 'suits', 'you']);
  expect(englishIn(['1 More times'], 'ar')).toEqual(['more', 'times']);
});

it.each(readChats('flows').flatMap((chat) => (chat.language === null ? [] : [{ chat, file: chat.file }])))(
  'records no English name of a service in $file',
  ({ chat }) => {
    const lines = chat.steps.flatMap((step) => (step.kind === 'hears' ? step.lines : []));
    expect(lines.length).toBeGreaterThan(0);
    expect(englishIn(lines, chat.language!)).toEqual([]);
  },
);
