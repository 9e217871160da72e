import type { ExpressionScope } from '../script/expression.js';
import type { ShopFacts } from '../library.js';
import type { PhraseKey, Phrases } from '../script/phrases.js';
import type { BookingView, Json, TimelineStep } from '../protocol.js';
import { FIELDS } from '../script/kinds.js';
import { pickFields, renderText } from '../script/text.js';

/** Where the words are to be read: some say more, or in another dress, where there is room. */
export interface Reader {
  readonly language: string;
  readonly channel: string;
  readonly shop: ShopFacts;
}

export interface BookingWords {
  /** "booked, £80 paid" */
  readonly state: string;
  /** The state as one sentence of its own. */
  readonly sentence: string;
  readonly steps: readonly { readonly state: TimelineStep['state']; readonly at: string; readonly words: string }[];
}

/** A booking's state and its way in the words of the phrases (BK-17). Nothing about them stands in code. */
export function wordBooking(phrases: Phrases, view: BookingView, reader: Reader): BookingWords {
  const booking = pickFields(named(phrases, view, reader), FIELDS.booking);
  const say = (key: PhraseKey, more: Readonly<Record<string, Json>>): string =>
    spell(phrases, key, reader, { booking, ...more });
  const state = say('booking.state', {});
  return {
    state,
    sentence: say('booking.sentence', { state }),
    steps: (view.timeline ?? []).map(({ step, state: stands, at }) => ({
      state: stands,
      at,
      words: say(`step.${step}`, { at }),
    })),
  };
}

/** A booking as scripts keep and show it: its fields, and its state and timeline already worded. */
export function bookingValue(phrases: Phrases, view: BookingView, reader: Reader): Json {
  const { state, steps } = wordBooking(phrases, view, reader);
  const lines = steps.map(({ state: stands, words }) => spell(phrases, `mark.${stands}`, reader, { words }));
  // What falls on whom stands above the way of a visit of several services.
  const timeline = [...(view.partLines ? [view.partLines] : []), ...lines].join('\n');
  return { ...pickFields(named(phrases, view, reader), FIELDS.booking), state, timeline };
}

/**
 * How a visit is named wherever it is, in every language it may be read in: with its places where it has several, and
 * another's with whose it is: "workshop, 3 places for Maria".
 */
function named(phrases: Phrases, view: BookingView, reader: Reader): BookingView {
  const { whose, seats = 1, serviceName, serviceNames } = view;
  if (whose === undefined && seats === 1) return view;
  const nameIn = (service: string, language: string): string => {
    const there = { ...reader, language };
    const counted = seats === 1 ? service : spell(phrases, 'booking.seats', there, { service, seats });
    return whose === undefined ? counted : spell(phrases, 'booking.for', there, { service: counted, whose });
  };
  return {
    ...view,
    serviceName: nameIn(serviceName, reader.language),
    ...(serviceNames && {
      serviceNames: Object.fromEntries(
        Object.entries(serviceNames).map(([language, name]) => [language, nameIn(name, language)]),
      ),
    }),
  };
}

/** Words about a booking depend on it and on where they are read, never on what else a chat knows. */
export function spell(
  phrases: Phrases,
  key: PhraseKey,
  { language, channel, shop }: Reader,
  values: Readonly<Record<string, Json>>,
): string {
  const text = phrases.texts.get(key);
  if (!text) return '';
  const scope = (): ExpressionScope => ({ answer: (name) => values[name], person: {}, shop, channel, first: false });
  return renderText(text, language, (root) => values[root], scope);
}
