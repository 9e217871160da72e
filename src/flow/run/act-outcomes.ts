import { formatMoney } from '../../messaging/format.js';
import { forgetHold } from './holds.js';
import { introduce } from '../say/ask.js';
import { CALL_OF } from './calls.js';
import {
  confirmWith,
  trackWith,
  placeOf,
  render,
  say,
  setValue,
  topFrame,
  valueAt,
  readerOf,
  worded,
  type Draft,
} from './draft.js';
import { enter, fail, interrupt } from './enter.js';
import { FIELDS } from '../script/kinds.js';
import { forget } from './leave.js';
import { giveTo } from './ownership.js';
import { setBelow } from './held-below.js';
import { slotValue } from '../say/price-words.js';
import type { CardView, Held, Json, Outcome, TokensView } from '../protocol.js';
import type { TakenType } from '../script/schema.js';
import type { DoBlock, HttpRequest } from '../script/script.js';
import { sayOffer } from './joins.js';
import { isRecord } from '../state.js';
import { mark } from './steps.js';
import { pickFields } from '../script/text.js';

/** The house has done what a block asked, or could not: its values are kept, and the script goes on by that exit. */
export function takeAct(draft: Draft, block: DoBlock, outcome: Outcome): void {
  const place = placeOf(draft, topFrame(draft));
  const index = block.exits.get(outcome.exit) ?? olderExit(block, outcome);
  if (place && outcome.call === 'handOff.start' && outcome.exit === 'waiting' && block.act === 'handOff')
    return sleep(draft, block, outcome.data);
  if (outcome.exit === 'blocked') return stopBlocked(draft, outcome.data.tokens);
  if (!place || outcome.call !== CALL_OF[block.act] || index === undefined || !isRecord(outcome.data)) {
    return fail(draft, `"${outcome.call}" ended in "${String(outcome.exit)}", which block "${block.id}" does not know`);
  }
  if (outcome.call === 'http.request' && outcome.exit === 'done' && block.http) {
    const exit = takeFetched(draft, block.http, outcome.data.values) ? 'done' : 'failed';
    return enter(draft, { script: place.script, index: block.exits.get(exit) ?? index });
  }
  mark(draft, 'answered', { category: outcome.exit });
  keepOutcome(draft, outcome);
  enter(draft, { script: place.script, index });
}

/** Nothing can be booked now, whatever is chosen: the run ends and says why. */
function stopBlocked(draft: Draft, tokens: TokensView): void {
  forgetHold(draft);
  draft.frames = [];
  interrupt(draft, 'no-tokens', { tokens: pickFields(tokens, FIELDS.tokens) });
}

/** A script from before an exit was known: it says in its own words that this could not be done, and what can be. */
function olderExit(block: DoBlock, { call, exit }: Outcome): number | undefined {
  if (call === 'queue.join' && exit === 'full') return block.exits.get('closed');
  return exit === 'repriced' ? (block.exits.get('refused') ?? block.exits.get('failed')) : undefined;
}

/** A person has the chat now: the script stands here until it is given back. */
function sleep(draft: Draft, block: DoBlock, { answeredBy, epoch }: { answeredBy: string; epoch: number }): void {
  setValue(draft, 'answeredBy', answeredBy);
  if (block.say) {
    introduce(draft, null);
    say(draft, render(draft, block.say));
  }
  giveTo(draft, answeredBy, epoch);
}

/** What a server outside answered, each value of the type the script expects. @returns false when one is not. */
export function takeFetched(
  draft: Draft,
  { take }: Pick<HttpRequest, 'take'>,
  values: Readonly<Record<string, Json>>,
): boolean {
  for (const { name, type } of take) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || !IS_TYPE[type](value)) {
      setValue(draft, 'reason', 'wrongShape');
      return false;
    }
  }
  for (const { name } of take) setValue(draft, name, values[name]);
  return true;
}

const IS_TYPE: Readonly<Record<TakenType, (value: Json) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  flag: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value),
};

function keepOutcome(draft: Draft, outcome: Outcome): void {
  const { data } = outcome;
  if ('booking' in data) setValue(draft, 'booking', worded(draft, data.booking));
  if (outcome.exit === 'booked' || outcome.exit === 'moved')
    confirmWith(draft, outcome.data.booking, outcome.data.attachment);
  if (outcome.exit === 'placed') trackWith(draft, outcome.data.order.trackUrl, 'order');
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
  if ('ticket' in data) setValue(draft, 'ticket', pickFields(data.ticket, FIELDS.ticket));
  if (outcome.call === 'queue.join') keepFull(draft, outcome);
  if ('card' in data) setValue(draft, 'card', cardValue(data.card));
  if ('page' in data) setValue(draft, 'page', { ...data.page });
  if ('someone' in data) setValue(draft, 'someone', pickFields(data.someone, FIELDS.thing));
  if ('paper' in data) setValue(draft, 'paper', pickFields(data.paper, FIELDS.thing));
  if (outcome.call === 'circle.offer') sayOffer(draft, outcome);
  if ('wait' in data) setValue(draft, 'wait', pickFields(data.wait, FIELDS.thing));
  if ('area' in data) setValue(draft, 'area', pickFields(data.area, FIELDS.thing));
  if ('postcode' in data) setValue(draft, 'postcode', data.postcode);
  if ('cart' in data) setValue(draft, 'cart', pickFields(data.cart, FIELDS.cart));
  if ('order' in data) setValue(draft, 'order', pickFields(data.order, FIELDS.order));
  if ('left' in data) setValue(draft, 'left', data.left);
  if ('asset' in data) setValue(draft, 'asset', pickFields(data.asset, FIELDS.thing));
  if (outcome.call === 'handOff.start' && outcome.exit === 'nobody') setValue(draft, 'readAt', outcome.data.readAt);
  if (outcome.call === 'callback.make') setValue(draft, 'callback', { ...outcome.data });
  if (outcome.call === 'code.send' && outcome.exit === 'sent') keepSentCode(draft, outcome.data);
  if (outcome.call === 'hours.check') {
    if (outcome.exit === 'closed' && outcome.data.opens !== null) setValue(draft, 'opens', outcome.data.opens);
    else forget(draft, 'opens');
  }
  if (outcome.exit === 'dropped' || outcome.exit === 'cancelled') {
    const { refunded } = outcome.data;
    if (refunded) setValue(draft, 'refunded', formatMoney(refunded, draft.language));
    else forget(draft, 'refunded');
  }
  if (outcome.call === 'booking.weigh') keepWeighed(draft, outcome);
  if ('tokens' in data && data.tokens) setValue(draft, 'tokens', pickFields(data.tokens, FIELDS.tokens));
  else if (outcome.call === 'booking.weigh' || outcome.call === 'booking.drop') forget(draft, 'tokens');
  if (outcome.exit === 'held' || outcome.exit === 'repriced') {
    const { hold, slot } = heldValues(draft, outcome.data);
    setValue(draft, 'hold', hold);
    setValue(draft, 'slot', slot);
  }
  if (outcome.call === 'promo.apply') keepCode(draft, outcome);
  if (outcome.exit === 'link') {
    const { url, amount, until } = outcome.data;
    setValue(draft, 'payment', { url, amountText: formatMoney(amount, draft.language), until });
  }
  // A hold that became a booking or was let go must not be replaced by the next one.
  const used = ['booked', 'moved', 'released', 'taken'].includes(outcome.exit);
  if (used && outcome.call !== 'hold.place') forgetHold(draft);
}

function keepFull(draft: Draft, { exit, data }: Extract<Outcome, { call: 'queue.join' }>): void {
  forget(draft, 'other');
  if (exit !== 'full') return;
  setValue(draft, 'full', pickFields(data.full, FIELDS.thing));
  if (data.other) setValue(draft, 'other', pickFields(data.other, FIELDS.thing));
}

/** What a card does not show is not there, so that a text can ask for it. */
function cardValue(card: CardView): Json {
  return Object.fromEntries(FIELDS.card.flatMap((field) => (card[field] === null ? [] : [[field, card[field]]])));
}

function keepWeighed(draft: Draft, outcome: Extract<Outcome, { call: 'booking.weigh' }>): void {
  if (outcome.exit !== 'refused') setValue(draft, 'weighed', outcome.exit);
  const { refund, kept } = outcome.exit === 'late' ? outcome.data : { refund: null, kept: null };
  if (refund) setValue(draft, 'refund', formatMoney(refund, draft.language));
  else forget(draft, 'refund');
  if (kept) setValue(draft, 'keptBack', formatMoney(kept, draft.language));
  else forget(draft, 'keptBack');
}

export function heldValues(
  draft: Draft,
  { holdId, slot, until, untilUtc, quoteId }: Held,
): { readonly hold: Json; readonly slot: Json } {
  const price = quoteId === undefined ? {} : { quoteId };
  return {
    hold: { id: holdId, until, untilUtc, ...price },
    slot: slotValue(draft.library.phrases, slot, readerOf(draft)),
  };
}

/** The new price goes to where the time is kept, so that the question below shows it when it is asked again. */
function keepCode(draft: Draft, outcome: Extract<Outcome, { call: 'promo.apply' }>): void {
  setValue(draft, 'code', outcome.data.code);
  if (outcome.exit !== 'applied') return;
  const values = heldValues(draft, outcome.data.held);
  setBelow(draft, values);
  setValue(draft, 'slot', values.slot);
}

function keepSentCode(draft: Draft, { sentTo, until }: { sentTo: string; until: string }): void {
  const place = placeOf(draft, topFrame(draft));
  const address = place?.block.kind === 'do' && place.block.address ? valueAt(draft, place.block.address) : null;
  setValue(draft, 'codeSent', { address: typeof address === 'string' ? address : '', sentTo, until });
}
