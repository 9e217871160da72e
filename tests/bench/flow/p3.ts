import { applyTurn, createState, reduce, type FlowState, type Library } from '../../../src/flow/index.js';
import type { BenchRow } from '../bench.js';
import { hundred, libraryOf, NOW_UTC } from './scripts.js';
import { SIX_ANSWERS, sixQuestionLibrary } from './six-questions.js';

/** P3: bytes of the stored state against its answers as JSON, at 6 and at 100 answers. An exact count. */
export async function run(): Promise<BenchRow[]> {
  const six = sixQuestionLibrary();
  const many = libraryOf(hundred());
  return [
    row('at 6 answers', stateAfter(six, SIX_ANSWERS)),
    row('at 6 answers, the last question open', stateAfter(six, SIX_ANSWERS.slice(0, -1))),
    row('at 99 answers, the last question open', stateAfter(many, ['hi', ...Array.from({ length: 99 }, () => '1')])),
    row('at 100 answers', stateAfter(many, ['hi', ...Array.from({ length: 100 }, () => '1')])),
  ];
}

function stateAfter(library: Library, said: readonly string[]): FlowState {
  let state = createState({ shopId: 'willow', channel: 'sms', language: 'en', profile: null });
  for (const text of said) state = applyTurn(state, reduce(library, state, { type: 'text', text }, NOW_UTC));
  return state;
}

function row(what: string, state: FlowState): BenchRow {
  const bytes = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;
  const answers = bytes(state.answers);
  const stored = bytes(state);
  return {
    id: 'P3',
    what: `stored engine state ${what} (answers ${answers} bytes)`,
    value: stored,
    unit: 'bytes',
    floor: answers,
    ratio: Math.round((stored / answers) * 100) / 100,
    limit: '≤ 1.5 × answers + 300 bytes',
    holds: stored <= 1.5 * answers + 300,
  };
}
