import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyTurn, applyTurnInPlace, createEngine, reduce, type FlowState } from '../../src/flow/index.js';
import type { FlowEvent, Notice } from '../../src/flow/protocol.js';
import { createChat, deepFreeze, type Chat } from './support/chat.js';
import { ALTERNATIVES, bookingOf, gbp, slotAt } from './support/house.js';
import { testLibrary } from './support/scripts.js';

const library = testLibrary();
const booking = bookingOf(slotAt('2026-11-24T14:00:00Z'));
const NOTICES: readonly Notice[] = [
  { name: 'payment.booked', booking, paid: gbp(8000), late: true },
  {
    name: 'payment.refunded',
    wanted: 'Tue 24 Nov 14:00',
    lapsedAt: '10:42',
    refunded: gbp(8000),
    alternatives: ALTERNATIVES,
    serviceId: 's-colour',
  },
  { name: 'payment.refunded', wanted: 'x', lapsedAt: '10:42', refunded: gbp(1), alternatives: [], serviceId: 'zz' },
  { name: 'payment.lapsed', wanted: 'Tue 24 Nov 14:00', serviceId: 's-colour' },
  { name: 'booking.accepted', booking },
  { name: 'booking.rejected', booking, refunded: null },
  { name: 'booking.expired', booking, refunded: null },
  { name: 'booking.started', booking },
  { name: 'booking.done', booking },
  { name: 'booking.noShow', booking },
  { name: 'booking.reminder', booking, day: 'tomorrow' },
];

describe('a turn', () => {
  it('changes nothing it is given and is the same every time it is run', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1', '2']) chat.says(said);
    const state = deepFreeze(chat.state);
    const event = deepFreeze<FlowEvent>({ type: 'text', text: 'Rosa Field' });
    const first = reduce(library, state, event, chat.nowUtc);
    expect(reduce(library, state, event, chat.nowUtc)).toEqual(first);
    expect(() => ((state.answers as Record<string, unknown>)['x'] = 1)).toThrow(TypeError);
  });

  it('names only the answers that changed', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1', '2']) chat.says(said);
    expect(reduce(library, chat.state, { type: 'text', text: 'Rosa Field' }, chat.nowUtc).answers).toEqual({
      name: 'Rosa Field',
    });
  });

  it('gives the same state in place as in a copy', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1', '2']) chat.says(said);
    const turn = reduce(library, chat.state, { type: 'text', text: 'Rosa Field' }, chat.nowUtc);
    const copied = applyTurn(chat.state, turn);
    expect(chat.state.answers['name']).toBeUndefined();
    expect(applyTurnInPlace(structuredClone(chat.state), turn)).toEqual(copied);
  });

  it('forgets the answers of the run before when a new one begins', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1', '2', 'Rosa Field', '1', 'hi']) chat.says(said);
    expect(chat.state.answers).toEqual({});
    expect(chat.state.person).toMatchObject({ name: 'Rosa Field', last: { serviceName: 'Haircut' } });
  });

  it('says that it is our fault when the shop is unknown, and does not throw', () => {
    const engine = createEngine({ library });
    const state = engine.begin({ shopId: 'nobody', channel: 'sms', profile: null });
    const turn = engine.reduce(state, { type: 'text', text: 'hi' }, 1);
    expect(turn.fault).toMatch(/there is no shop "nobody"/);
    expect(engine.apology(state).text).toMatch(/^Something went wrong on our side/);
  });

  it('takes the language of the person only if the script speaks it', () => {
    const engine = createEngine({ library: () => library });
    const begin = (language: string) =>
      engine.languageOf(engine.begin({ shopId: 'willow', channel: 'telegram', profile: { language } }));
    expect(begin('en-GB')).toBe('en');
    expect(begin('xx')).toBe('en');
  });
});

/** What a person, a button or the world may send at any moment. */
const events: fc.Arbitrary<FlowEvent> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'0123456789').map((text): FlowEvent => ({ type: 'text', text })) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(
        'hi',
        'book',
        'Rosa Field',
        'haircut',
        'tomorrow',
        'tuesday at 2pm',
        'colour with Ben',
        'ok',
        'help',
        'status',
        'move',
        'drop it',
        'back',
        'menu',
        'restart',
        'again',
        'more',
        'person',
        'skip',
      )
      .map((text): FlowEvent => ({ type: 'text', text })),
  },
  {
    weight: 2,
    arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map((text): FlowEvent => ({ type: 'text', text })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('choice' as const),
      stepId: fc.constantFrom('1', '2', '3', '5', '8', 'a', 'zz'),
      choiceId: fc.constantFrom('c0', 'c1', 'book', 'drop', 'more', 'back', 'menu', '__proto__'),
      label: fc.constantFrom('Haircut', 'Book it', ''),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom('voice', 'sticker').map((media): FlowEvent => ({ type: 'media', media })) },
  { weight: 1, arbitrary: fc.constant<FlowEvent>({ type: 'start' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('silence', 'part', 'wait', 'x').map((id): FlowEvent => ({ type: 'timer', id })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('owner' as const),
      to: fc.constantFrom('person' as const, 'script' as const, 'script' as const),
      by: fc.constant('Maria'),
      epoch: fc.nat(9),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.nat(9).map((epoch): FlowEvent => ({ type: 'relay', by: 'Maria', text: 'Hello.', epoch })),
  },
  { weight: 1, arbitrary: fc.constant<FlowEvent>({ type: 'location', latitude: 51.5, longitude: -0.1 }) },
  { weight: 2, arbitrary: fc.constantFrom(...NOTICES).map((notice): FlowEvent => ({ type: 'notice', notice })) },
);

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

/** Either something is asked, and what is asked can be answered, or a person has the chat, or nothing is under way. */
function expectSound(chat: Chat): void {
  const { frames, wait } = chat.state.control;
  expect(wait).toBeUndefined();
  expect(chat.state.control.probe).toBeUndefined();
  expect(frames.length).toBeLessThanOrEqual(8);
  const top = frames.at(-1);
  const waitsForPerson = top?.s === 'human' && top.b === 'hand';
  if (top && !waitsForPerson) expect(top.q?.id).toMatch(/^[0-9a-z]+$/);
  expect(chat.turns.at(-1)?.fault).toBeUndefined();
}

describe(`any history of events (seed ${SEED})`, () => {
  it('never throws and always leaves a question open or nothing under way', () => {
    fc.assert(
      fc.property(fc.array(events, { minLength: 1, maxLength: 40 }), fc.boolean(), (history, booked) => {
        const chat = createChat({ library, channel: 'telegram' });
        if (booked) chat.house.bookings.push(booking);
        for (const event of history) {
          chat.sends(event);
          expectSound(chat);
        }
      }),
      { seed: SEED, numRuns: 250 },
    );
  });

  it('goes on from a lost race at any point', () => {
    fc.assert(
      fc.property(fc.array(events, { minLength: 5, maxLength: 40 }), (history) => {
        const chat = createChat({ library });
        const lost = () =>
          ({ call: 'hold.place', exit: 'taken', data: { alternatives: ALTERNATIVES, wanted: 'x' } }) as const;
        chat.house.next['hold.place'] = [lost, lost, lost];
        chat.house.next['booking.create'] = [
          () => ({ call: 'booking.create', exit: 'refused', data: { reason: 'x' } }),
        ];
        chat.house.next['slots.search'] = [() => ({ call: 'slots.search', exit: 'none', data: {} })];
        for (const event of history) {
          chat.sends(event);
          expectSound(chat);
        }
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('survives any damage to what was stored', () => {
    const chat = createChat({ library });
    for (const said of ['hi', '1', '1', '7', '2', '9']) chat.says(said);
    const whole = chat.state;
    const junk = fc.constantFrom<unknown>(null, 0, -1, 1e99, 'x', '', [], {}, true, [[]], { q: {} }, Number.NaN);
    const paths = pathsOf(whole);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...paths), junk), { minLength: 1, maxLength: 3 }),
        fc.array(events, { minLength: 1, maxLength: 6 }),
        (damages, history) => {
          let broken: unknown = structuredClone(whole);
          for (const [path, value] of damages) broken = damaged(broken, path, value);
          let state = broken as FlowState;
          for (const event of history) {
            const turn = reduce(library, state, event, 1_800_000_000_000);
            state = applyTurn(state, turn);
            const call = turn.effects.at(-1);
            if (call?.effect === 'call')
              state = applyTurn(
                state,
                reduce(
                  library,
                  state,
                  { type: 'outcome', outcome: chat.house.perform(call.call, 1_800_000_000_000) },
                  1_800_000_000_000,
                ),
              );
          }
          expect(Array.isArray(state.control.frames)).toBe(true);
        },
      ),
      { seed: SEED, numRuns: 400 },
    );
  });

  it.each([[null], [undefined], [42], ['x'], [{}], [{ v: 2 }], [{ v: 1, control: {}, answers: {}, person: {} }]])(
    'begins again with an apology from %j',
    (state) => {
      const turn = reduce(library, state as unknown as FlowState, { type: 'text', text: '1' }, 1_800_000_000_000);
      expect(turn.fault).toBeDefined();
      expect(turn.effects[0]).toMatchObject({ effect: 'say' });
    },
  );
});

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...path, key]))];
}

function damaged(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = Array.isArray(value)
    ? ([...(value as unknown[])] as unknown as Record<string, unknown>)
    : { ...value };
  copy[key] = damaged(copy[key], rest, by);
  return copy;
}
