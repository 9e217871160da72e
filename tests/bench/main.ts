import { writeFileSync } from 'node:fs';
import type { BenchRow } from './bench.js';

/** `npm run bench` runs all of them, `npm run bench -- P1 P8` some. */
const BENCHES: Readonly<Record<string, () => Promise<{ run(): Promise<BenchRow[]> }>>> = {
  P1: () => import('./flow/p1.js'),
  P2: () => import('./flow/p2.js'),
  P3: () => import('./flow/p3.js'),
  compile: () => import('./flow/compile.js'),
  P4: () => import('./conversation/p4.js'),
  P5: () => import('./conversation/p5.js'),
  P6: () => import('./conversation/p6.js'),
  P7: () => import('./conversation/p7.js'),
  P8: () => import('./scheduling/p8.js'),
  P9: () => import('./scheduling/p9.js'),
  P10: () => import('./scheduling/p10.js'),
  P11: () => import('./scheduling/p11.js'),
  publish: () => import('./publishing/publish.js'),
  replay: () => import('./publishing/replay.js'),
  P15: () => import('./setup/p15.js'),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !(id in BENCHES));
if (unknown.length > 0) {
  console.error(`No such figure: ${unknown.join(' ')}. There are: ${Object.keys(BENCHES).join(' ')}`);
  process.exit(2);
}

const rows: BenchRow[] = [];
for (const [id, load] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(id)) continue;
  process.stderr.write(`measuring ${id} …\n`);
  rows.push(...(await (await load()).run()));
}

const number = (value: number | null): string =>
  value === null ? '–' : value >= 100 ? value.toFixed(0) : value.toPrecision(3);
const table = rows.map((row) => [
  row.id,
  row.what,
  `${number(row.value)} ${row.unit}${row.range ? ` (${number(row.range[0])}–${number(row.range[1])})` : ''}`,
  number(row.floor),
  row.ratio === null ? '–' : row.ratio.toFixed(2),
  row.limit,
  row.holds ? 'holds' : 'DOES NOT HOLD',
]);
const heads = ['id', 'what', 'value (range)', 'floor', 'ratio', 'limit', ''];
const widths = heads.map((head, column) => Math.max(head.length, ...table.map((cells) => cells[column]!.length)));
for (const cells of [heads, ...table])
  console.log(
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
writeFileSync('bench.json', JSON.stringify(rows, null, 2));
const failed = rows.filter(({ holds }) => !holds);
console.log(
  failed.length === 0 ? `all ${rows.length} figures hold` : `${failed.length} of ${rows.length} figures do not hold`,
);
process.exit(failed.length === 0 ? 0 : 1);
