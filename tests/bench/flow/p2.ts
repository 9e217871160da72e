import { applyTurn, applyTurnInPlace, createState, reduce, type FlowState } from '../../../src/flow/index.js';
import type { BenchRow } from '../bench.js';
import { compare, round } from '../scheduling/timing.js';
import { hundred, libraryOf, NOW_UTC } from './scripts.js';

/** P2: the turn is run on the state of the 5 and the 99 before it; reduce, and encode what the commit writes: turn 100 of a script of 100 questions against turn 6. */
export async function run(): Promise<BenchRow[]> {
  const library = libraryOf(hundred());
  const early = stateAfter(5);
  const late = stateAfter(99);

  function stateAfter(turns: number): FlowState {
    let state = createState({ shopId: 'willow', channel: 'sms', language: 'en', profile: null });
    for (let turn = 0; turn < turns; turn++) {
      state = applyTurn(state, reduce(library, state, { type: 'text', text: turn === 0 ? 'hi' : '1' }, NOW_UTC));
    }
    return state;
  }

  /** What the conversation writes: the small control part, the lasting facts when they changed, the answers that changed. */
  const turnOf = (state: FlowState) => (): number => {
    const turn = reduce(library, state, { type: 'text', text: '1' }, NOW_UTC);
    const written = JSON.stringify([turn.control, turn.answers, turn.person, turn.effects]).length;
    // The owner's state takes the change in place; the same change every time leaves it as it is.
    applyTurnInPlace(state, turn);
    return written;
  };

  const [hundredth, sixth] = compare(turnOf(late), turnOf(early), { runs: 25, inner: 4_000 });
  const ratio = hundredth.median / sixth.median;
  const us = (ms: number): number => round(ms * 1_000);
  return [
    {
      id: 'P2',
      what: 'reduce + encode the change: turn 100 against turn 6 of a script of 100 questions',
      value: us(hundredth.median),
      unit: 'µs',
      floor: us(sixth.median),
      ratio: round(ratio),
      limit: '≤ 1.2',
      holds: ratio <= 1.2,
      range: [us(hundredth.range[0]), us(hundredth.range[1])],
    },
  ];
}
