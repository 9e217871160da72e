import { formatProblem, loadScript } from '../../../src/flow/index.js';
import { compileSource } from '../../../src/flow/script/load.js';
import { readSource } from '../../../src/flow/script/source.js';
import type { BenchRow } from '../bench.js';
import { round, summary, type Timing } from '../scheduling/timing.js';

/** Ten blocks of different kinds, thirty times. */
export function threeHundred(): string {
  const rounds = Array.from({ length: 30 }, (_, index) => blocksOf(index, index === 29 ? 'done' : `q${index + 1}`));
  return `id: large\nlanguages: [en]\nstart: q0\nblocks:\n${rounds.join('')}  done: { end: done }\n`;
}

function blocksOf(n: number, next: string): string {
  return `  q${n}: { ask: choice, save: a${n}, say: { en: "Question ${n}?" }, options: { often: { label: { en: Often }, goto: b${n} }, never: { label: { en: Never }, goto: c${n} } } }
  b${n}: { ask: number, save: n${n}, say: { en: "How often?" }, then: d${n} }
  c${n}: { set: { n${n}: "0" }, then: d${n} }
  d${n}: { switch: answer.a${n}, cases: { often: e${n} }, else: f${n} }
  e${n}: { ask: choices, save: m${n}, say: { en: "Which?" }, options: { x: { label: { en: Wash } }, y: { label: { en: Rush } } }, then: f${n} }
  f${n}: { ask: yesno, save: y${n}, say: { en: "Sure?" }, exits: { yes: g${n}, no: q${n} } }
  g${n}: { do: hours, exits: { open: h${n}, closed: i${n} } }
  h${n}: { say: { en: "Open, {a${n}}, {n${n}}." }, then: j${n} }
  i${n}: { say: { en: "Closed." }, then: j${n} }
  j${n}: { if: [{ when: answer.y${n}, goto: ${next} }], else: ${next} }
`;
}

/** A script of 300 blocks compiled and checked, as the editor does with every change; the floor is reading its YAML. */
export async function run(): Promise<BenchRow[]> {
  const text = threeHundred();
  const { script, problems } = loadScript('large.yaml', text);
  if (!script) throw new Error(problems.slice(0, 3).map(formatProblem).join('\n'));
  const source = readSource('large.yaml', text);
  const compiling = cpuOf(() => compileSource(source));
  const reading = cpuOf(() => readSource('large.yaml', text));
  return [
    {
      id: 'compile',
      what: `a script of ${script.blocks.length} blocks compiled and checked`,
      value: round(compiling.median),
      unit: 'ms',
      floor: round(reading.median),
      ratio: round(compiling.median / reading.median),
      limit: '≤ 50 ms',
      holds: compiling.median <= 50,
      range: [round(compiling.range[0]), round(compiling.range[1])],
    },
  ];
}

/** Milliseconds of the processor: one such call takes long enough for others on the machine to get between. */
function cpuOf(work: () => unknown): Timing {
  for (let turn = 0; turn < 5; turn++) work();
  const samples = Array.from({ length: 25 }, () => {
    const from = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1_000;
  });
  return summary(samples);
}
