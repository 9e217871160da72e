import { expect } from '@jest/globals';
import type { OutboundMessage } from '../../../src/messaging/message.js';
import { printedIn } from '../../../src/flow/checks/index.js';
import { DEFAULT_LONGEST, LONGEST_NAMES } from '../../../src/flow/checks/longest-defaults.js';
import { longestAnswers } from '../../../src/flow/checks/longest-values.js';
import { createChat, type Chat } from './chat.js';
import { bookingOf, gbp, slotAt, type House } from './house.js';
import { SAMPLE_SHOP } from '../../../src/flow/chats/index.js';
import { shippedScripts, testLibrary } from './scripts.js';
import { FIELDS, type AskKind } from '../../../src/flow/script/kinds.js';
import type { PhraseKey, Phrases } from '../../../src/flow/script/phrases.js';
import type { Json } from '../../../src/flow/protocol.js';
import type { Block } from '../../../src/flow/script/script.js';
import { pickFields, renderTemplate, type Text } from '../../../src/flow/script/text.js';

/** Values as long as they get in a shop of ordinary words. */
const LONG = {
  shop: { ...SAMPLE_SHOP, name: 'Willow & Daughters Hair Salon', place: '112 Upper Mill Lane, Hebden' },
  service: 'Cut, wash and blow-dry',
  person: 'Alexandrina',
  name: 'Rosamund Featherstonehaugh',
  email: 'rosamund.featherstonehaugh@example.com',
  url: 'https://book.willowsalon.example/p/8fK2mQ9xTz',
};

function lengthen(house: House): void {
  house.services = house.services.map((one, index) => ({
    ...one,
    name: `${LONG.service} ${index}`,
    durationMin: 120,
    priceText: '£125.50',
  }));
  const stretch = <T extends { personName: string; priceText: string }>(one: T): T => ({
    ...one,
    personName: LONG.person,
    priceText: '£125.50',
  });
  house.slots = [
    '2026-11-24T10:30',
    '2026-11-24T14:00',
    '2026-11-25T11:00',
    '2026-11-25T16:30',
    '2026-11-26T10:00',
  ].map((iso) => stretch(slotAt(`${iso}:00Z`)));
}

const longView = bookingOf(slotAt('2026-11-25T16:30:00Z'), {
  serviceName: LONG.service,
  personName: LONG.person,
  place: LONG.shop.place,
  shopName: LONG.shop.name,
  statusText: `received, waiting for ${LONG.shop.name}`,
  paidText: '£125.50',
  trackUrl: `https://book.willowsalon.example/t/${'x'.repeat(43)}`,
});

/** Walks through the shipped scripts by SMS. */
const WALKS: readonly (readonly string[])[] = [
  [
    'hi',
    '1',
    '1',
    '7',
    '8',
    '4',
    'xx',
    'yy',
    '20 Nov 2025',
    'sunday',
    '1',
    '1234',
    '1',
    'Rosa',
    '3',
    LONG.name,
    '2',
    '1',
    '1',
    'hi',
    '1',
    '1',
    '1',
  ],
  ['hi', '1', '2', '1', LONG.name, 'zz', 'zz', 'zz', 'zz', 'help', '1', 'what', '2', '0', '9', 'hello', '8'],
  ['hi', '1', '2', '1', LONG.name, '1', 'xx', 'yy', '2'],
  ['status', '2', '4', 'sunday', '1', '1', 'drop it', '2', 'drop it', '1', 'move it', '5'],
  ['4111 1111 1111 1111', '9', '1', 'STATUS BK-48210377'],
];

export function everythingSaid(): OutboundMessage[] {
  const library = testLibrary([], LONG.shop);
  return WALKS.flatMap((walk) => {
    const chat = createChat({ library });
    lengthen(chat.house);
    chat.house.bookings.push(longView);
    chat.house.next['payment.request'] = [
      () => ({
        call: 'payment.request',
        exit: 'link',
        data: { url: LONG.url, amount: gbp(12550), until: '10:42', untilUtc: 0, paymentId: 'p' },
      }),
    ];
    for (const said of walk) chat.says(said);
    notices(chat);
    expect(chat.turns.filter(({ fault }) => fault !== undefined)).toEqual([]);
    return chat.messages;
  });
}

function notices(chat: Chat): void {
  chat.says('0');
  chat.hears({ name: 'booking.reminder', booking: longView, day: 'tomorrow' });
  chat.says('1');
  chat.hears({ name: 'booking.accepted', booking: longView });
  chat.hears({ name: 'booking.rejected', booking: longView, refunded: gbp(12550) });
  chat.hears({ name: 'payment.booked', booking: longView, paid: gbp(12550), late: true });
  chat.hears({
    name: 'payment.refunded',
    wanted: 'Wed 25 Nov 16:30',
    lapsedAt: '10:42',
    refunded: gbp(12550),
    alternatives: chat.house.slots.slice(0, 3),
    serviceId: 's-cut',
  });
}

/** The longest value of everything a text may show. */
/** What the slot of a kept time says of its price besides. */
const longPrice = {
  priceLines: LONGEST_NAMES.en.priceLines,
  dueText: '£125.50',
  laterText: '£125.50',
  codeRefused: 'otherService',
};
const longSlot = {
  when: 'Wed 25 Nov 16:30',
  clock: '16:30',
  personName: LONG.person,
  priceText: '£125.50',
  ...longPrice,
};
const LONGEST: Readonly<Record<string, Json>> = {
  shop: { name: LONG.shop.name, place: LONG.shop.place },
  service: {
    ...(DEFAULT_LONGEST.byType.service as object),
    name: LONG.service,
    durationMin: 120,
    priceText: '£125.50',
  },
  someone: { name: LONG.name, detail: 'Wed 25 Nov 16:30' },
  whose: LONG.name,
  bonus: { name: '10 %', detail: 'Wed 25 Nov' },
  staff: { name: LONG.person },
  slot: longSlot,
  hold: { until: '10:42' },
  payment: { amountText: '£125.50', until: '10:42' },
  booking: {
    ...pickFields(longView, FIELDS.booking),
    state: `received, £125.50 paid, ${LONG.shop.name} has not confirmed it yet`,
  },
  state: 'booked, £125.50 paid',
  wait: { name: LONG.service, detail: `afternoon, ${LONG.person}, until Wed 25 Nov` },
  digits: '482913',
  number: '+44 20 7946 0958',
  channel: 'in the web chat',
  ticket: { personName: LONG.person, place: '12th', fromMin: 150, toMin: 200, laterMin: 10 },
  asset: { name: 'Dark blue Gazelle with two child seats' },
  postcode: 'HX7 8AB',
  address: { text: '112 Upper Mill Lane, Hebden Bridge HX7 8AB' },
  extras: [{ name: 'Letter to the bank' }, { name: 'Rush' }],
  at: longSlot.when,
  words: `Waiting for ${LONG.shop.name}`,
  person: { name: LONG.name, email: LONG.email, last: { serviceName: LONG.service, personName: LONG.person } },
  otherDay: { asked: 'Wed 25 Nov' },
  name: LONG.name,
  email: LONG.email,
  paid: '£125.50',
  refund: '£125.50',
  keptBack: '£125.50',
  code: 'WELCOME2026',
  minutes: 120,
  tokens: { left: 2, after: 1, grant: 2, resets: 'Wed 25 Nov', contact: '+44 20 7946 0958' },
  extra: { words: 'New chain, cassette and brake pads all round', priceText: '£125.50' },
  why: 'We have already bought the parts for you',
  refunded: '£125.50',
  wanted: longSlot.when,
  was: longSlot.when,
  lapsedAt: '10:42',
  answeredBy: 'Alexandrina Featherstonehaugh',
  readAt: 'Wed 24 Sep 14:00',
  doing: `booking a ${LONG.service}`,
  count: 6,
  digit: '2',
  label: LONG.service,
  day: 'Wed 25 Nov',
  min: 10,
  max: 100,
  step: 4,
  steps: 5,
  ...Object.fromEntries(['a1', 'a2', 'a3', 'a4', 'a5', 'a6'].map((name) => [name, 'What you agreed to'])),
  what: `booking a ${LONG.service}`,
  wasName: 'Español',
  names: 'English, Español, العربية'.replace(/[^ -~ñ]/g, 'x'),
  by: 'Alexandrina Featherstonehaugh',
  earliest: '10:00',
  latest: '18:30',
  triesLeft: 3,
  until: longSlot.when,
  value: `${LONG.service}, ${LONG.service}`,
};
const ITEMS: Readonly<Partial<Record<AskKind, { count: number; item: Json }>>> = {
  service: { count: 5, item: LONGEST['service']! },
  person: { count: 6, item: { name: LONG.person } },
  slot: { count: 3, item: longSlot },
  booking: { count: 3, item: LONGEST['booking']! },
};

/** For phrases that label a service, a time, a person or a booking alike. */
const ANY_ITEM: Json = { ...longSlot, serviceName: LONG.service, name: LONG.service, durationMin: 120 };

/** Each way a text may come out by SMS in a language, longest values filled in. */
function spelled(text: Text | null | undefined, language: string, item?: Json): string[] {
  const values = valuesIn(language);
  const shown = item === undefined ? undefined : printedIn(language, item);
  const lookup = (root: string): Json | undefined => (root === 'item' ? shown : values[root]);
  return (
    text?.variants
      .filter(({ when }) => !when?.source.includes('channel != "sms"'))
      .flatMap(({ byLanguage }) => {
        const own = byLanguage.get(language);
        return own ? [renderTemplate(own, lookup, { language, zone: 'Europe/London' })] : [];
      }) ?? []
  );
}

const LONGEST_BY_LANGUAGE = new Map<string, typeof LONGEST>();
function valuesIn(language: string): typeof LONGEST {
  const known = LONGEST_BY_LANGUAGE.get(language) ?? printedIn(language, { ...longestAnywhere(), ...LONGEST });
  LONGEST_BY_LANGUAGE.set(language, known);
  return known;
}

/** What the checks before publishing take for the longest value of every variable that some script has. */
function longestAnywhere(): Readonly<Record<string, Json>> {
  const { byType, byName } = DEFAULT_LONGEST;
  const answers = shippedScripts().scripts.map((script) => longestAnswers(script));
  return Object.assign({}, byType, byName, ...answers) as Record<string, Json>;
}

function longest(texts: readonly string[]): string {
  return texts.reduce((one, other) => (other.length > one.length ? other : one), '');
}

/** What a block may say by SMS, its choices below it as the renderer prints them. */
function messagesOf(block: Block, phrases: Phrases, language: string): Sayable[] {
  if (block.kind === 'say') return spelled(block.say, language).map((text) => ({ text, choices: 0 }));
  if (block.kind !== 'ask' || block.named) return [];
  const offered = ITEMS[block.ask];
  const words = (key: PhraseKey, item?: Json): string => longest(spelled(phrases.texts.get(key), language, item));
  const items = offered
    ? Array.from({ length: offered.count }, () => {
        const label = longest(
          spelled(block.label ?? phrases.texts.get(`label.${block.ask}` as PhraseKey), language, offered.item),
        );
        return block.ask === 'service' ? `${label}, ${words('detail.service', offered.item)}` : label;
      })
    : [];
  const options = block.options.map(({ label }) => longest(spelled(label, language)));
  const more = block.ask === 'slot' && !block.fromAlternatives ? [`7 ${words('way.moreTimes')}`] : [];
  const ways = [...more, ...block.ways.map((way) => `9 ${words(`way.${way}`)}`)];
  // A link that may be left out is, where it would make the text longer.
  const link = block.link && !block.link.spare ? ['Pay here:', LONG.url] : [];
  const below = [...link, ...[...items, ...options].map((label, index) => `${index + 1} ${label}`), ...ways];
  return [...spelled(block.say, language), ...block.help.flatMap((text) => spelled(text, language))].map((text) => ({
    text: [text, ...below].join('\n'),
    choices: items.length + options.length,
  }));
}

interface Sayable {
  readonly text: string;
  readonly choices: number;
}

/** Everything the shipped scripts and phrases can ever say in a language, whether or not a walk comes by. */
export function everythingSayable(language: string): Sayable[] {
  const { scripts, phrases } = shippedScripts();
  const spoken = scripts.filter(({ languages }) => languages.includes(language));
  const blocks = spoken.flatMap((script) => script.blocks.flatMap((block) => messagesOf(block, phrases, language)));
  const news = [...phrases.notices.values()].flatMap(({ say }) => spelled(say, language));
  const texts = [...phrases.texts.values()].flatMap((text) => spelled(text, language, ANY_ITEM));
  return [...blocks, ...[...news, ...texts].map((text) => ({ text, choices: 0 }))];
}
