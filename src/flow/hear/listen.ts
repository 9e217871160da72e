import { hasCardNumber } from '../../messaging/mask.js';
import { askAloud, introduce, showQuestion } from '../say/ask.js';
import { choose, chooseQuietly, notUnderstood } from './answer.js';
import { begin, runCommand } from './commands.js';
import { openQuestion, phrase, placeOf, say, topFrame, type Draft, type OpenQuestion } from '../run/draft.js';
import { enter, interrupt } from '../run/enter.js';
import { dropPart, joinParts } from './fragments.js';
import { findPlace, keepFile } from './house-answers.js';
import { readExact, type Reading } from './interpret.js';
import { WAY_OUT_DIGITS, WAYS_OUT } from '../script/kinds.js';
import { entersCode } from '../run/joins.js';
import { offerLanguage } from './languages.js';
import { commandIn, obey, ORDER, probes, type Heard } from './listen-order.js';
import { offerOf } from '../say/offers.js';
import { forward, isOwned } from '../run/ownership.js';
import type { FlowEvent } from '../protocol.js';
import { greeted } from './resume.js';
import { isSeveral, toggle } from './several.js';
import { whileWaiting } from '../run/waiting.js';
import { normalise } from '../script/words.js';

const TEXT_CHARS_MAX = 2_000;

/** What a person writes: joined to what was said a moment ago, then understood in the fixed order. */
export function hearText(draft: Draft, raw: string, { waited = false } = {}): void {
  if (isOwned(draft)) return forward(draft, raw.slice(0, TEXT_CHARS_MAX));
  const open = openQuestion(draft);
  const alone = raw.slice(0, TEXT_CHARS_MAX);
  if (entersCode(draft, open, alone)) return;
  // A choice or a command after half an answer means itself: the half is not put before it.
  const text = draft.part !== null && !standsAlone(draft, open, alone) ? joinParts(draft, alone) : alone;
  dropPart(draft);
  const words = normalise(text);
  if (!open) return hasCardNumber(text) ? refuseCard(draft) : hearIdle(draft, text, words);
  const { candidates } = offerOf(draft, open.block, open.question);
  const exact = open.block.ask === 'number' ? NONE : readExact(words, candidates, draft.vocabulary);
  const heard: Heard = { draft, open, text, words, candidates, exact, waited };
  if (!ORDER.some((takes) => takes(heard))) notUnderstood(draft, open, { words: text });
}

/** Half an answer whose rest did not come is answered by itself. */
export function hearPart(draft: Draft): void {
  const { part } = draft;
  dropPart(draft);
  if (part !== null) hearText(draft, part, { waited: true });
}

const NONE: Reading = { kind: 'none' };

function standsAlone(draft: Draft, open: OpenQuestion | undefined, text: string): boolean {
  const words = normalise(text);
  if (commandIn(draft, words)) return true;
  if (!open) return false;
  const { candidates } = offerOf(draft, open.block, open.question);
  return readExact(words, candidates, draft.vocabulary).kind !== 'none';
}

/* ---------- nothing is being asked ---------- */

function refuseCard(draft: Draft): void {
  introduce(draft, null);
  say(draft, phrase(draft, 'cardNumber'));
  begin(draft);
}

/** The first question is reached without being said: what the person wrote may be the answer to it, or to several. */
function hearIdle(draft: Draft, text: string, words: string): void {
  const asleep = isAsleep(draft);
  const way = WAYS_OUT.find((one) => WAY_OUT_DIGITS[one] === words);
  // "9 is a person" stands under a finished booking, when nothing is asked any more.
  if (way && (asleep || (draft.met && way === 'person'))) return runCommand(draft, { act: way });
  const command = commandIn(draft, words);
  // The words for the menu may also be a choice on it: "book" books.
  if (command && (asleep || command.act !== 'menu')) return obey(draft, command, words);
  const waiting = whileWaiting(draft);
  if (waiting === 'told') return;
  if (waiting) return enter(draft, waiting);
  const script = draft.library.triggered?.(draft.language, words);
  if (script) {
    introduce(draft, null);
    return interrupt(draft, script.id, {});
  }
  if (offerLanguage(draft, words)) return;
  draft.quiet = true;
  begin(draft);
  const open = openQuestion(draft);
  if (!open) {
    draft.quiet = false;
    return;
  }
  const { candidates } = offerOf(draft, open.block, open.question);
  const isGreeting = draft.vocabulary.greetings.has(words) || !/\p{L}/u.test(words);
  const exact = isGreeting ? NONE : readExact(words, candidates, draft.vocabulary);
  if (exact.kind === 'candidate') return chooseQuietly(draft, open, exact.candidate, text);
  if (isGreeting || !probes(draft, open, text, words)) askAloud(draft, open);
}

/* ---------- what is not words ---------- */

/** A tapped button. One of an earlier question counts only when what it said is offered now as well. */
export function hearChoice(draft: Draft, event: Extract<FlowEvent, { type: 'choice' }>): void {
  dropPart(draft);
  if (isOwned(draft)) return forward(draft, event.label ?? '');
  const open = openQuestion(draft);
  if (!open) {
    introduce(draft, null);
    say(draft, phrase(draft, 'passed'));
    return isAsleep(draft) ? undefined : begin(draft);
  }
  const { candidates } = offerOf(draft, open.block, open.question);
  const live = event.stepId === open.question.id;
  const way = WAYS_OUT.find((one) => one === event.choiceId);
  if (live && way) return runCommand(draft, { act: way });
  const label = event.label === undefined ? null : normalise(event.label);
  const chosen = live
    ? candidates.find(({ id }) => id === event.choiceId)
    : candidates.find(({ words }) => label !== null && label !== '' && words === label);
  if (chosen && isSeveral(open, chosen)) return toggle(draft, open, chosen);
  if (chosen) return choose(draft, open, chosen, null);
  showQuestion(draft, { lead: phrase(draft, 'passed') });
}

/** The script waits for a time or a person, not for words. */
function isAsleep(draft: Draft): boolean {
  const place = placeOf(draft, topFrame(draft));
  return place !== undefined && place.block.kind !== 'ask';
}

/** The chat was opened: what is open is asked again, after a long silence only if it is wanted. */
export function hearStart(draft: Draft): void {
  if (isOwned(draft)) return;
  const open = openQuestion(draft);
  if (open) return greeted(draft, open);
  if (!isAsleep(draft)) begin(draft);
}

/** A picture, a voice note, a file: where none is asked for, that is said; nobody who has the chat misses it. */
export function hearMedia(draft: Draft, event: Extract<FlowEvent, { type: 'media' }>): void {
  dropPart(draft);
  if (isOwned(draft)) return passOn(draft, event);
  const open = openQuestion(draft);
  if (open?.block.ask === 'file' && event.file) return keepFile(draft, open, event.file, event.media);
  if (open) return notUnderstood(draft, open, { lead: phrase(draft, 'cannotSee') });
  introduce(draft, null);
  say(draft, phrase(draft, 'cannotSee'));
  if (!isAsleep(draft)) begin(draft);
}

/** What cannot be passed on is said: a contact, a sticker, what the channel keeps to itself. */
function passOn(draft: Draft, { media, file, caption = '' }: Extract<FlowEvent, { type: 'media' }>): void {
  if (file) return forward(draft, caption, { media, file });
  forward(draft, `[${media}] ${caption}`.trim());
  if (media !== 'location') say(draft, phrase(draft, 'problem.file.wrongKind'));
}

/** A place on the map; where none is asked for, its name counts as words. */
export function hearLocation(draft: Draft, event: Extract<FlowEvent, { type: 'location' }>): void {
  const open = openQuestion(draft);
  if (!isOwned(draft) && (open?.block.ask === 'location' || open?.block.ask === 'address')) {
    dropPart(draft);
    return findPlace(draft, { latitude: event.latitude, longitude: event.longitude });
  }
  const { label = '', latitude, longitude } = event;
  if (isOwned(draft))
    return forward(draft, `[location] ${[label, latitude, longitude].filter((one) => one !== '').join(', ')}`);
  if (label !== '') return hearText(draft, label);
  hearMedia(draft, { type: 'media', media: 'location' });
}
