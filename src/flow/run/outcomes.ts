import { partIds, splitAddOns } from '../add-ons.js';
import { takeAct } from './act-outcomes.js';
import { askAloud, askNew, openNew, sayQuestion } from '../say/ask.js';
import { choose, chooseQuietly, explain, forget, leave, notUnderstood, takeItem } from '../hear/answer.js';
import {
  openQuestion,
  phrase,
  placeOf,
  replaceTop,
  say,
  setValue,
  topFrame,
  valueAt,
  worded,
  type Draft,
  type OpenQuestion,
} from './draft.js';
import { enter, fail, saidDay, withHistory } from './enter.js';
import { correctService } from '../hear/correct.js';
import { namedIn } from '../hear/interpret.js';
import { takeLookedAt } from '../hear/house-answers.js';
import { ASK_KINDS, FIELDS, SLOTS_PER_PAGE, type KindSpec } from '../script/kinds.js';
import { takeJoin } from './joins.js';
import { offerOf } from '../say/offers.js';
import { knownNames } from '../hear/other-names.js';
import { hintedTogether } from '../hear/together.js';
import { instantOf, parseDay } from '../hear/parse-day.js';
import type { BookingView, Json, Outcome } from '../protocol.js';
import type { AskBlock } from '../script/script.js';
import { fieldOf, pickFields, wordsOf } from '../script/text.js';
import type { Question } from '../state.js';
import { leftToAdd, pickedTogether } from './together.js';
import { takeLook } from './waiting.js';
import { normalise } from '../script/words.js';

/** The house has answered: the script goes on where it waited. */
export function takeOutcome(draft: Draft, outcome: Outcome): void {
  if (takeJoin(draft, outcome)) return;
  if (draft.probe !== null) return takeProbe(draft, outcome);
  const place = placeOf(draft, topFrame(draft));
  if (place?.block.kind === 'do') return takeAct(draft, place.block, outcome);
  if (place?.block.kind === 'wait' && outcome.call === 'callback.look') {
    const next = takeLook(draft, { ...place, block: place.block }, outcome);
    return next ? enter(draft, next) : undefined;
  }
  if (place?.block.kind === 'ask') {
    const open = openQuestion(draft);
    if (open && takeLookedAt(draft, open, outcome)) return;
    return takeItems(draft, place.block, outcome);
  }
  fail(draft, `nothing waits for ${outcome.call}`);
}

/* ---------- things to choose from ---------- */

function takeItems(draft: Draft, block: AskBlock, outcome: Outcome): void {
  const frame = topFrame(draft)!;
  switch (outcome.call) {
    case 'services.list':
      return outcome.exit === 'found' ? offer(draft, block, outcome.data.services) : leave(draft, block, 'none');
    case 'people.list':
      return outcome.exit === 'found' ? offer(draft, block, outcome.data.people) : leave(draft, block, 'none');
    case 'things.list':
      return outcome.exit === 'found' ? offer(draft, block, outcome.data.things) : leave(draft, block, 'none');
    case 'bookings.list':
      return outcome.exit === 'found'
        ? offerBookings(draft, block, outcome.data.bookings)
        : leave(draft, block, 'none');
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

function offerBookings(draft: Draft, block: AskBlock, found: readonly BookingView[]): void {
  offerItems(
    draft,
    block,
    found.map((one) => worded(draft, one)),
  );
}

function offer(draft: Draft, block: AskBlock, found: readonly object[]): void {
  const { saves }: KindSpec = ASK_KINDS[block.ask];
  const fields = (saves && FIELDS[saves.type]) ?? [];
  const items = found.map((one) => withAddOns(one, pickFields(one, fields)));
  const left = block.ask === 'service' ? leftToAdd(draft, block, items) : items;
  if (left.length === 0) return leave(draft, block, 'none');
  offerItems(draft, block, left);
}

/** What can be added to a service is kept with it, in as few words as it is asked with later. */
function withAddOns(found: object, kept: Readonly<Record<string, Json>>): Json {
  const addOns = 'addOns' in found && Array.isArray(found.addOns) ? (found.addOns as readonly unknown[]) : [];
  if (addOns.length === 0) return kept;
  return { ...kept, addOns: addOns.map((one) => pickFields(one, ['id', 'name', 'names', 'priceText'])) };
}

/** Offers what was found, unless what was said before already chose one. */
function offerItems(draft: Draft, block: AskBlock, items: readonly Json[]): void {
  const slow = draft.slow;
  draft.slow = false;
  const taken = slow
    ? null
    : (pickedItem(draft, block, items) ?? hintedTogether(block, draft, items) ?? hintedItem(draft, items));
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
  if (block.ask === 'service' && partIds(wanted).length > 1) return pickedTogether(wanted, items);
  const id = block.ask === 'service' ? splitAddOns(wanted).serviceId : wanted;
  return items.find((item) => fieldOf(item, 'id') === id || fieldOf(item, 'reference') === id) ?? null;
}

function hintedItem(draft: Draft, items: readonly Json[]): Json | null {
  return draft.hint === null
    ? null
    : namedIn(normalise(draft.hint), items, (item) => knownNames(item, 'name', 'personName'));
}

function takeUnasked(draft: Draft, block: AskBlock, item: Json): void {
  const frame = topFrame(draft);
  if (frame && !block.named && block.ask !== 'booking') replaceTop(draft, withHistory(frame, block.id));
  takeItem(draft, block, item);
  if (block.ask === 'service') keepAddOns(draft, block, item);
  leave(draft, block, 'chosen');
}

/** What was added to the service of an earlier booking stays with it: a script that asks for it anew writes over it. */
function keepAddOns(draft: Draft, { pick }: AskBlock, service: Json): void {
  const wanted = pick ? valueAt(draft, pick) : undefined;
  const { serviceId, addOnIds } = splitAddOns(typeof wanted === 'string' ? wanted : '');
  const offered = fieldOf(service, 'addOns');
  if (addOnIds.length === 0 || fieldOf(service, 'id') !== serviceId || !Array.isArray(offered)) return;
  const kept = (offered as readonly Json[]).filter((one) => addOnIds.includes(wordsOf(one, 'id')));
  if (kept.length > 0) setValue(draft, 'extras', kept);
}

function offerTimes(draft: Draft, block: AskBlock, found: readonly object[], hasMore: boolean): void {
  const notAtUtc = block.except === null ? undefined : valueAt(draft, block.except);
  const open = found.filter((slot) => notAtUtc === undefined || fieldOf(slot, 'startsAtUtc') !== notAtUtc);
  const page = open.slice(0, SLOTS_PER_PAGE).map((slot) => offered(block, slot));
  const items = block.bestFirst ? bestFirst(page) : page;
  const more = hasMore || open.length > items.length;
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

/** A time as it is kept, and whether it is recommended where that is shown. */
function offered({ bestFirst: showsBest }: AskBlock, slot: object): Readonly<Record<string, Json>> {
  const isBest = showsBest && fieldOf(slot, 'recommended') === true;
  return { ...pickFields(slot, FIELDS.slot), ...(isBest ? { recommended: true } : {}) };
}

/** Those of the page that are recommended, then the others, each in their order (AV-11). */
function bestFirst(page: readonly Readonly<Record<string, Json>>[]): readonly Readonly<Record<string, Json>>[] {
  const isBest = ({ recommended }: Readonly<Record<string, Json>>): boolean => recommended === true;
  return [...page.filter(isBest), ...page.filter((one) => !isBest(one))];
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
  if (again.later) draft.messageClass = 'normal';
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
  if (correctService(draft, open, text, services)) return;
  const { nowUtc, shop, language } = draft;
  const day = parseDay(text, { nowUtc, zone: shop.zone, country: shop.country, language });
  const means =
    namedIn(normalise(text), services, (one) => knownNames(one, 'name')) !== null || (day?.daySaid ?? false);
  const booking = means ? sentenceCandidate(draft, open) : undefined;
  if (!booking) return open.question.id === '' ? askAloud(draft, open) : notUnderstood(draft, open, { words: text });
  if (open.question.id === '') chooseQuietly(draft, open, booking, text);
  else choose(draft, open, booking, text);
}

export function sentenceCandidate(draft: Draft, { block, question }: OpenQuestion) {
  return offerOf(draft, block, question).candidates.find(
    ({ from }) => 'option' in from && block.options[from.option]?.sentence,
  );
}
