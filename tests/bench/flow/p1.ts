import { applyTurnInPlace, createState, reduce, type FlowState } from '../../../src/flow/index.js';
import type { BenchRow } from '../bench.js';
import { compare, round } from '../scheduling/timing.js';
import { bareReduce, type BareState } from './bare-reducer.js';
import { NOW_UTC } from './scripts.js';
import { SIX_ANSWERS, sixQuestionLibrary } from './six-questions.js';

const PEOPLE = 2_000;

/**
 * P1: one turn of the engine, its state kept as JSON text in a Map, against a reducer written by hand for this one form
 * that keeps its state the same way and checks the same things: digits in range, a real day that has not passed, a name
 * that is one, a phone number by the same library. 2,000 people, each turn somebody else's.
 */
export async function run(): Promise<BenchRow[]> {
  const library = sixQuestionLibrary();
  const begun = JSON.stringify(createState({ shopId: 'willow', channel: 'sms', language: 'en', profile: null }));

  const engine = (): Map<string, string> => {
    const store = new Map<string, string>();
    for (const text of SIX_ANSWERS) {
      for (let person = 0; person < PEOPLE; person++) {
        const id = `p${person}`;
        const state = JSON.parse(store.get(id) ?? begun) as FlowState;
        const turn = reduce(library, state, { type: 'text', text }, NOW_UTC);
        store.set(id, JSON.stringify(applyTurnInPlace(state, turn)));
      }
    }
    return store;
  };
  const plain = (): Map<string, string> => {
    const store = new Map<string, string>();
    for (const text of SIX_ANSWERS) {
      for (let person = 0; person < PEOPLE; person++) {
        const id = `p${person}`;
        const { state } = bareReduce(JSON.parse(store.get(id) ?? 'null') as BareState | null, text);
        store.set(id, JSON.stringify(state));
      }
    }
    return store;
  };

  expectSame(engine(), plain());
  const turns = PEOPLE * SIX_ANSWERS.length;
  const [ours, floor] = compare(engine, plain, { runs: 11, inner: 1 });
  const us = (ms: number): number => round((ms * 1_000) / turns);
  const ratio = ours.median / floor.median;
  return [
    {
      id: 'P1',
      what: `one turn of the engine, ${PEOPLE} people interleaved, 6 questions, state as JSON in a Map`,
      value: us(ours.median),
      unit: 'µs',
      floor: us(floor.median),
      ratio: round(ratio),
      limit: '≤ 8 × a hand-written reducer',
      holds: ratio <= 8,
      range: [us(ours.range[0]), us(ours.range[1])],
    },
  ];
}

function expectSame(engine: ReadonlyMap<string, string>, plain: ReadonlyMap<string, string>): void {
  for (const [id, text] of engine) {
    const { answers } = JSON.parse(text) as FlowState;
    const hand = JSON.parse(plain.get(id) ?? '{}') as BareState;
    const said = [
      answers['treatment'],
      answers['day'],
      answers['hour'],
      answers['name'],
      answers['phone'],
      answers['confirmed'],
    ];
    if (
      JSON.stringify(said) !==
      JSON.stringify([hand.service, hand.day, hand.time, hand.name, hand.phone, hand.confirmed])
    ) {
      throw new Error(`P1: the two disagree about ${id}: ${JSON.stringify(said)} and ${JSON.stringify(hand)}`);
    }
  }
}
