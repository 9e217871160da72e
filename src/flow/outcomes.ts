import { formatMoney } from '../messaging/format.js';
import { askAloud, askNew, openNew, sayQuestion } from './ask.js';
import { choose, chooseQuietly, explain, forget, leave, notUnderstood, pickFields, takeItem } from './answer.js';
import { CALL_OF } from './calls.js';
import {
  openQuestion,
  phrase,
  placeOf,
  replaceTop,
  say,
  setValue,
  topFrame,
  valueAt,
  type Draft,
  type OpenQuestion,
} from './draft.js';
import { enter, fail, saidDay, withHistory } from './enter.js';
import { namedIn } from './interpret.js';
import { ASK_KINDS, FIELDS } from './kinds.js';
import { offerOf } from './offers.js';
import { instantOf, parseDay } from './parse-day.js';
import type { Json, Outcome } from './protocol.js';
import type { AskBlock, DoBlock } from './script.js';
import { fieldOf, wordsOf } from './text.js';
import { isRecord, type Question } from './state.js';
import { normalise } from './words.js';

/** The house has answered: the script goes on where it waited. */
export function takeOutcome(draft: Draft, outcome: Outcome): void {
  if (draft.probe !== null) return takeProbe(draft, outcome);
  const place = placeOf(draft, topFrame(draft));
  if (place?.block.kind === 'do') return takeAct(draft, place.block, outcome);
  if (place?.block.kind === 'ask') return takeItems(draft, place.block, outcome);
  fail(draft, `nothing waits for ${outcome.call}`);
}

/* ---------- acts ---------- */

function takeAct(draft: Draft, block: DoBlock, outcome: Outcome): void {
  const place = placeOf(draft, topFrame(draft));
  const index = block.exits.get(outcome.exit);
  if (!place || outcome.call !== CALL_OF[block.act] || index === undefined || !isRecord(outcome.data)) {
    return fail(draft, `"${outcome.call}" ended in "${String(outcome.exit)}", which block "${block.id}" does not know`);
  }
  keepOutcome(draft, outcome);
  enter(draft, { script: place.script, index });
}

function keepOutcome(draft: Draft, outcome: Outcome): void {
  const { data } = outcome;
  if ('booking' in data) setValue(draft, 'booking', pickFields(data.booking, FIELDS.booking));
  if ('attachment' in data && data.attachment) draft.attachment = data.attachment;
  if ('alternatives' in data)
    setValue(
      draft,
      'alternatives',
      data.alternatives.map((slot) => pickFields(slot, FIELDS.slot)),
    );
  if ('wanted' in data) setValue(draft, 'wanted', data.wanted);
  if ('reason' in data && typeof data.reason === 'string') setValue(draft, 'reason', data.reason);
  if ('answeredBy' in data) setValue(draft, 'answeredBy', data.answeredBy);
  if ('was' in data) setValue(draft, 'was', data.was);
  if (outcome.call === 'booking.drop' && outcome.exit === 'dropped') {
    const { refunded } = outcome.data;
    if (refunded) setValue(draft, 'refunded', formatMoney(refunded, draft.base.control.lang));
    else forget(draft, 'refunded');
  }
  if (outcome.call === 'hold.place' && outcome.exit === 'held') {
    const { holdId, slot, until, untilUtc } = outcome.data;
    setValue(draft, 'hold', { id: holdId, until, untilUtc });
    setValue(draft, 'slot', pickFields(slot, FIELDS.slot));
  }
  if (outcome.call === 'payment.request' && outcome.exit === 'link') {
    const { url, amount, until } = outcome.data;
    setValue(draft, 'payment', { url, amountText: formatMoney(amount, draft.base.control.lang), until });
  }
  // A hold that became a booking or was let go must not be replaced by the next one.
  const used = ['booked', 'moved', 'released', 'taken'].includes(outcome.exit);
  if (used && outcome.call !== 'hold.place') forget(draft, 'hold');
}

/* ---------- things to choose from ---------- */

function takeItems(draft: Draft, block: AskBlock, outcome: Outcome): void {
  const frame = topFrame(draft)!;
  switch (outcome.call) {
    case 'services.list':
      return outcome.exit === 'found' ? offer(draft, block, outcome.data.services) : leave(draft, block, 'none');
    case 'people.list':
      return outcome.exit === 'found' ? offer(draft, block, outcome.data.people) : leave(draft, block, 'none');
    case 'bookings.list':
      return outcome.exit === 'found' ? offer(draft, block, outcome.data.bookings) : leave(draft, block, 'none');
    case 'slots.search':
      if (outcome.exit === 'none') return frame.q?.p ? noMoreTimes(draft, block) : leave(draft, block, 'none');
      forget(draft, 'otherDay');
      if (outcome.exit === 'otherDay') {
        setValue(draft, 'otherDay', { reason: outcome.data.reason, asked: outcome.data.asked });
        draft.hint = null;
      }
      return offerTimes(draft, block, outcome.data.slots, outcome.exit === 'found' && outcome.data.more);
    default:
      return fail(draft, `block "${block.id}" does not wait for ${outcome.call}`);
  }
}

/** Offers what was found, unless what was said before already chose one. */
function offer(draft: Draft, block: AskBlock, found: readonly object[]): void {
  const fields = FIELDS[ASK_KINDS[block.ask].saves.type] ?? [];
  const items = found.map((one) => pickFields(one, fields));
  const slow = draft.slow;
  draft.slow = false;
  const taken = slow ? null : (pickedItem(draft, block, items) ?? hintedItem(draft, items));
  if (taken !== null) return takeUnasked(draft, block, taken);
  if (block.named) return leave(draft, block, 'none');
  const [only] = items;
  if (block.ask === 'booking' && items.length === 1 && !slow && only !== undefined)
    return takeUnasked(draft, block, only);
  askNew(draft, block, { items });
}

function pickedItem(draft: Draft, block: AskBlock, items: readonly Json[]): Json | null {
  const wanted = block.pick ? valueAt(draft, block.pick) : undefined;
  if (typeof wanted !== 'string') return null;
  return items.find((item) => fieldOf(item, 'id') === wanted || fieldOf(item, 'reference') === wanted) ?? null;
}

function hintedItem(draft: Draft, items: readonly Json[]): Json | null {
  return draft.hint === null ? null : namedIn(normalise(draft.hint), items, nameOf);
}

function nameOf(item: unknown): string {
  return normalise(wordsOf(item, 'name', 'personName'));
}

function takeUnasked(draft: Draft, block: AskBlock, item: Json): void {
  const frame = topFrame(draft);
  if (frame && !block.named && block.ask !== 'booking') replaceTop(draft, withHistory(frame, block.id));
  takeItem(draft, block, item);
  leave(draft, block, 'chosen');
}

function offerTimes(draft: Draft, block: AskBlock, found: readonly object[], more: boolean): void {
  const items = found.map((slot) => pickFields(slot, FIELDS.slot));
  const before = topFrame(draft)?.q;
  if (before?.again && items.length > 0) return offerAnew(draft, block, { items, more }, before);
  const exact = exactTime(draft, items);
  draft.slow = false;
  draft.hint = null;
  if (exact !== null) return takeUnasked(draft, block, exact);
  if (items.length === 0) return leave(draft, block, 'none');
  const paging = before?.id === '' && before.after ? { p: before.p ?? 0, after: before.after } : {};
  askNew(draft, block, { items, ...(more ? { more: 1 as const } : {}), ...paging });
}

/** Times that had become old, looked up again before they are shown again. */
function offerAnew(
  draft: Draft,
  block: AskBlock,
  { items, more }: { items: readonly Json[]; more: boolean },
  { again = {}, t }: Question,
): void {
  const tries = t === undefined ? {} : { t };
  // What came instead of times that had gone was only ever the closest few.
  openNew(draft, block, { items, ...(more && !block.fromAlternatives ? { more: 1 as const } : {}), ...tries });
  if (again.unclear) explain(draft, again);
  else sayQuestion(draft, again);
}

/** The very time that was said, if it is free: it is read back before anything is booked. */
function exactTime(draft: Draft, items: readonly Json[]): Json | null {
  const said = saidDay(draft);
  if (!said || said.minuteOfDay === null) return null;
  const wantedUtc = instantOf(said.localDate, said.minuteOfDay, draft.shop.zone);
  const then = items.filter((item) => fieldOf(item, 'startsAtUtc') === wantedUtc);
  return hintedItem(draft, then) ?? then[0] ?? null;
}

function noMoreTimes(draft: Draft, block: AskBlock): void {
  const { items, p, after, at } = topFrame(draft)!.q!;
  say(draft, phrase(draft, 'noMore'));
  const page = Math.max(0, (p ?? 1) - 1);
  const looked = at === undefined ? {} : { at };
  askNew(draft, block, {
    items: items ?? [],
    p: page,
    ...looked,
    ...(after ? { after: after.slice(0, page + 1) } : {}),
  });
}

/* ---------- words set aside until the services are known ---------- */

/** A whole sentence at a menu: it books when it names a service or a day, else it was not understood. */
function takeProbe(draft: Draft, outcome: Outcome): void {
  const text = draft.probe ?? '';
  draft.probe = null;
  const open = openQuestion(draft);
  if (!open) return fail(draft, 'a sentence was set aside without a question');
  const services = outcome.call === 'services.list' && outcome.exit === 'found' ? outcome.data.services : [];
  const { nowUtc, shop, base } = draft;
  const day = parseDay(text, { nowUtc, zone: shop.zone, language: base.control.lang });
  const means = namedIn(normalise(text), services, ({ name }) => normalise(name)) !== null || (day?.daySaid ?? false);
  const booking = means ? sentenceCandidate(draft, open) : undefined;
  if (!booking) return open.question.id === '' ? askAloud(draft, open) : notUnderstood(draft, open);
  if (open.question.id === '') chooseQuietly(draft, open, booking, text);
  else choose(draft, open, booking, text);
}

export function sentenceCandidate(draft: Draft, { block, question }: OpenQuestion) {
  return offerOf(draft, block, question).candidates.find(
    ({ from }) => 'option' in from && block.options[from.option]?.sentence,
  );
}
