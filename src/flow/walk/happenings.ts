import type { ChannelId, Instant } from '../../messaging/message.js';
import type { LongestValues } from '../checks/longest-values.js';
import type { Call, Json } from '../protocol.js';
import type { AskBlock, CompiledScript } from '../script/script.js';
import type { FlowState } from '../state.js';
import { fieldOf, wordsOf } from '../script/text.js';
import { conditionsIn } from './state-key.js';
import { paymentNews, type AnyHouse, type Happening } from './outcomes.js';
import { orderNews } from './shopping-outcomes.js';

/** What a keypad can type where more than one digit is wanted. */
const TYPED_BY_DIGITS: Readonly<Partial<Record<AskBlock['ask'], readonly string[]>>> = {
  number: ['10', '100'],
  phone: ['02079460958'],
  date: ['24', '24 11', '2411'],
  time: ['1630', '16 30'],
  datetime: ['24 11 16 30'],
  code: ['123456'],
  rating: ['5'],
};
/** What a keyboard can, on channels that are only walked for what SMS does not have. */
const TYPED_BY_WORDS: Readonly<Partial<Record<AskBlock['ask'], readonly string[]>>> = {
  name: ['Rosa Field'],
  email: ['rosa@example.com'],
  text: ['A few words'],
  date: ['24 Nov'],
  time: ['16:30'],
  datetime: ['24 Nov 16:30'],
  address: ['12 Mill Lane'],
};

/** Everything that may happen at a place: each digit, each outcome of what is waited for, each piece of news. */
export function happeningsAt(at: {
  /** Digits that lead away, or to nothing, are the same wherever the same is asked: they need be pressed once only. */
  readonly digits: string;
  /** Whether a longer answer is typed as well, where one is asked for. */
  readonly types: boolean;
  readonly state: FlowState;
  readonly call: Call | null;
  readonly nowUtc: Instant;
  readonly house: AnyHouse;
  readonly script: CompiledScript;
  readonly longest: LongestValues;
  readonly channel: ChannelId;
}): { happening: Happening; atUtc: Instant }[] {
  const { state, call, nowUtc, house, script, longest, channel, digits, types } = at;
  const { control } = state;
  const now = (happening: Happening) => ({ happening, atUtc: nowUtc });
  if (call) return [...house.outcomesOf(call, nowUtc), ...failing(state, script, call)].map(now);
  if (control.own?.by !== undefined) {
    const { by, e } = control.own;
    return [now({ name: 'the chat is given back', event: { type: 'owner', to: 'script', by, epoch: e + 1 } })];
  }
  const block = askedIn(state, script);
  const typed =
    block && types
      ? [...(TYPED_BY_DIGITS[block.ask] ?? []), ...(channel === 'sms' ? [] : (TYPED_BY_WORDS[block.ask] ?? []))]
      : [];
  const said = [...digits, ...typed].map((text) => now({ name: text, event: { type: 'text', text } }));
  const wait = control.tm?.['wait'];
  const rung =
    wait === undefined
      ? []
      : [{ happening: { name: 'time passes', event: { type: 'timer', id: 'wait' } } as const, atUtc: wait }];
  return [
    ...said,
    ...rung,
    ...calledIn(state, script).map(now),
    ...(block?.awaitsPayment ? newsOf(state, block, house, longest).map(now) : []),
  ];
}

/** Where a fallback is named, the house may fail as well: the way on from there is a way of this script. */
function failing({ control }: FlowState, { id, fallback }: CompiledScript, { call }: Call): Happening[] {
  if (fallback === null || control.frames.at(-1)?.s !== id) return [];
  return [{ name: `${call} fails`, event: { type: 'broken', call, key: 'fails' } }];
}

function askedIn({ control }: FlowState, script: CompiledScript): AskBlock | null {
  const top = control.frames.at(-1);
  const block = top?.s === script.id ? script.blocks[script.indexById.get(top.b) ?? -1] : undefined;
  return block?.kind === 'ask' ? block : null;
}

/** The link that is waited for is called. */
function calledIn({ answers, control }: FlowState, script: CompiledScript): Happening[] {
  const top = control.frames.at(-1);
  const block = top?.s === script.id ? script.blocks[script.indexById.get(top.b) ?? -1] : undefined;
  if (block?.kind !== 'wait' || !('callbackAt' in block.until)) return [];
  const [name = '', ...rest] = block.until.callbackAt;
  const id = wordsOf(rest.reduce<unknown>(fieldOf, (top?.vars ?? answers)[name]), 'id');
  return id === '' ? [] : [{ name: 'the link is called', event: { type: 'called', id } }];
}

function newsOf(
  { answers, control }: FlowState,
  { awaitsOrder }: AskBlock,
  house: AnyHouse,
  longest: LongestValues,
): Happening[] {
  const vars = control.frames.at(-1)?.vars ?? answers;
  if (awaitsOrder) return orderNews(longest, wordsOf(vars['order'], 'id'));
  const startsAtUtc = fieldOf(vars['slot'], 'startsAtUtc');
  if (typeof startsAtUtc !== 'number') return [];
  const about = { serviceId: wordsOf(vars['service'], 'id'), startsAtUtc, when: wordsOf(vars['slot'], 'when') };
  return paymentNews(house, longest, about);
}

/** The inputs a script may begin with: each way a booking may stand, each word its conditions tell apart. */
export function startsOf(
  script: CompiledScript,
  house: AnyHouse,
  { byName, byType }: LongestValues,
): { name: string; values: Readonly<Record<string, Json>> }[] {
  const choices = [...script.inputs].map(([name, { type, optional }]): (readonly [string, Json | undefined])[] => {
    const values: (Json | undefined)[] =
      type === 'booking'
        ? house.bookings.map((booking) => booking as unknown as Json)
        : type === 'slots'
          ? [byType.slots, []]
          : name === 'script'
            ? // A script that is named by a value: any that is there.
              [script.id]
            : withWords(script, name, byName[name] ?? (name === 'service' ? byType.service : byType[type]));
    return [...(optional ? [undefined] : []), ...values].map((value) => [name, value]);
  });
  const all = choices.reduce<(readonly (readonly [string, Json | undefined])[])[]>(
    (starts, next) => starts.flatMap((start) => next.map((one) => [...start, one])),
    [[]],
  );
  return all.slice(0, STARTS_MAX).map((start, index) => ({
    name: all.length > 1 ? `, beginning ${index + 1}` : '',
    values: Object.fromEntries(start.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  }));
}
const STARTS_MAX = 64;

/** A value, what else it is compared with, and the value with each word that one of its fields is compared with. */
function withWords(script: CompiledScript, name: string, value: Json | undefined): (Json | undefined)[] {
  const words = comparedWith(script, name);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [value, ...words];
  const fields = Object.keys(value).flatMap((field) =>
    comparedWith(script, `${name}\\.${field}`).map((word) => ({ ...value, [field]: word })),
  );
  return [value, ...words, ...fields];
}

/** The constants a variable is compared with anywhere in the script; `.` of a field escaped. */
function comparedWith(script: CompiledScript, name: string): string[] {
  const compared = new RegExp(`answer\\.${name}\\s*[=!]=\\s*["']([^"']+)["']`, 'g');
  return [
    ...new Set(conditionsIn(script).flatMap((source) => [...source.matchAll(compared)].map(([, one = '']) => one))),
  ];
}
