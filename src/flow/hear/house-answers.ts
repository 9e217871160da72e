import type { Draft, OpenQuestion } from '../run/draft.js';
import { phrase, render, replaceTop, valueAt } from '../run/draft.js';
import { fail } from '../run/enter.js';
import { notUnderstood } from './help.js';
import { answered, leave, takeTyped, takeValue } from '../run/leave.js';
import type { FileRef, Outcome } from '../protocol.js';
import { readBack } from '../say/read-back.js';
import { FIELDS } from '../script/kinds.js';
import { pickFields } from '../script/text.js';

/* Answers that the house must look at before they count: places, files, codes, consent. */

/** A place in words or on the map: the house looks it up and it is read back. */
export function findPlace(
  draft: Draft,
  place: { readonly words: string } | { readonly latitude: number; readonly longitude: number },
): void {
  const input =
    'words' in place
      ? { words: place.words.slice(0, 300), latitude: null, longitude: null }
      : { words: null, latitude: place.latitude, longitude: place.longitude };
  draft.call = { call: 'place.find', input };
}

/** A file that was sent: the house fetches, looks into and keeps it. */
export function keepFile(draft: Draft, { block }: OpenQuestion, file: FileRef, media: string): void {
  draft.call = { call: 'file.keep', input: { file, media, accept: block.accept } };
}

/** @param code six digits. */
export function checkCode(draft: Draft, { block }: OpenQuestion, code: string): void {
  const address = valueAt(draft, ['codeSent', 'address']);
  if (typeof address !== 'string') return fail(draft, `block "${block.id}" checks a code that was never sent`);
  draft.call = { call: 'code.check', input: { address, code } };
}

/** Yes or no, kept with the words that were shown. */
export function recordConsent(draft: Draft, { block, frame, question }: OpenQuestion, granted: boolean): void {
  replaceTop(draft, { ...frame, q: { ...question, c: [granted ? 'yes' : 'no'] } });
  const words = render(draft, block.say);
  draft.call = { call: 'consent.record', input: { topic: block.topic ?? '', granted, words } };
}

/** What the house found. @returns false when the outcome is none of these, or not of this question. */
export function takeLookedAt(draft: Draft, open: OpenQuestion, outcome: Outcome): boolean {
  switch (outcome.call) {
    case 'place.find':
      takePlace(draft, open, outcome);
      return true;
    case 'file.keep':
      if (outcome.exit === 'kept') takeTyped(draft, open, pickFields(outcome.data.file, FIELDS.file));
      else notUnderstood(draft, open, { problem: phrase(draft, `problem.file.${outcome.data.reason}`) });
      return true;
    case 'code.check':
      if (outcome.exit === 'wrong') {
        const { triesLeft } = outcome.data;
        notUnderstood(draft, open, { problem: phrase(draft, 'problem.wrongCode', { triesLeft }) });
      } else {
        answered(draft, open, null, outcome.exit);
        leave(draft, open.block, outcome.exit);
      }
      return true;
    case 'consent.record': {
      const said = open.question.c?.[0] === 'yes';
      takeValue(draft, open, said ? 'yes' : 'no', said, said ? 'yes' : 'no');
      return true;
    }
    default:
      return false;
  }
}

function takePlace(draft: Draft, open: OpenQuestion, outcome: Extract<Outcome, { call: 'place.find' }>): void {
  if (outcome.exit === 'none') return notUnderstood(draft, open, { problem: phrase(draft, 'problem.noPlace') });
  const found = outcome.exit === 'found' ? [outcome.data.place] : outcome.data.places;
  const places = found.map((place) => pickFields(place, FIELDS.place));
  const [only] = places;
  if (only === undefined) return notUnderstood(draft, open, { problem: phrase(draft, 'problem.noPlace') });
  if (outcome.exit === 'found' && open.block.confirmBack === 'never') return takeTyped(draft, open, only);
  readBack(draft, open, places);
}
