/** The questions that two ways of booking share. */
const QUESTIONS = `
  service: { ask: service, say: { en: 'What would you like?' }, exits: { chosen: time, none: gone } }
  time: { ask: slot, say: { en: 'When suits you?' }, exits: { chosen: hold, none: gone } }
  other: { ask: slot, from: alternatives, say: { en: 'That one has just gone. Closest:' }, exits: { chosen: hold, none: gone } }
  gone: { say: { en: 'Nothing is free.' }, then: done }
  name: { ask: name, say: { en: 'What is your name?' }, then: sure }
  book: { do: book, exits: { booked: booked, taken: other, refused: gone } }
  done: { end: done }
`;

/** A way of booking that tells a server outside of each step, and names a simpler one in case it fails. */
export const NEW = `
id: new
version: 1
languages: [en]
start: service
fallback: old
blocks:
${QUESTIONS}
  hold: { do: hold, exits: { held: heldEvent, taken: other, refused: gone } }
  heldEvent: { do: emit, event: visit.held, then: name }
  sure: { ask: confirm, say: { en: 'New: {name}, {slot.when}.' }, options: { book: { label: { en: Book it }, goto: book } } }
  booked: { do: emit, event: visit.booked, then: told }
  told: { say: { en: 'New: booked, {booking.reference}.' }, then: done }
`;

export const OLD = `
id: old
version: 1
languages: [en]
start: service
blocks:
${QUESTIONS}
  hold: { do: hold, exits: { held: name, taken: other, refused: gone } }
  sure: { ask: confirm, say: { en: 'Old: {name}, {slot.when}.' }, options: { book: { label: { en: Book it }, goto: book } } }
  booked: { say: { en: 'Old: booked, {booking.reference}.' }, then: done }
`;
