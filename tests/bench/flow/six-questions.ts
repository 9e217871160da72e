import type { Library } from '../../../src/flow/index.js';
import { libraryOf } from './scripts.js';

/** One person's way through the form: a greeting and six answers, each of which is answered. */
export const SIX_ANSWERS = ['hi', '2', '2031-11-25', '1', 'Rosa Field', '07700 900123', '1'] as const;

/** Six questions: service, date, time, name, phone, confirm. Each checks what is answered. */
const SIX = `
id: six
languages: [en]
start: service
blocks:
  service:
    ask: choice
    say: { en: "What would you like?" }
    save: treatment
    options:
      haircut: { label: { en: Haircut }, goto: date }
      colour: { label: { en: Colour }, goto: date }
      shave: { label: { en: Shave }, goto: date }
  date: { ask: date, say: { en: "Which day?" }, then: time }
  time:
    ask: choice
    say: { en: "What time on {day}?" }
    save: hour
    options:
      h10: { label: { en: "10:00" }, goto: name }
      h11: { label: { en: "11:00" }, goto: name }
      h14: { label: { en: "14:00" }, goto: name }
  name: { ask: name, say: { en: "What is your name?" }, then: phone }
  phone: { ask: phone, say: { en: "And your phone number?" }, then: confirm }
  confirm:
    ask: confirm
    say: { en: "{name}, {treatment}, {day} {hour}, {phone}." }
    save: confirmed
    options:
      book: { label: { en: Book it }, goto: booked }
      again: { label: { en: Start again }, goto: service }
  booked: { say: { en: "Booked." }, then: done }
  done: { end: done }
`;

export function sixQuestionLibrary(): Library {
  return libraryOf(SIX);
}
