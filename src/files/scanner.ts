import { sniff } from './sniff.rules.js';
import { readZip, UnreadableZipError, type ZipEntry } from './zip.rules.js';

/** Looks for what must not be kept. A real scanner (ClamAV and the like) takes the place of the built-in one. */
export interface Scanner {
  scan(content: Uint8Array): Promise<ScanVerdict>;
}

/** `unreadable`: nobody could look into it, which is no reason to trust it. */
export type ScanVerdict = 'clean' | 'infected' | 'program' | 'unreadable';

/** Split, so that no scanner takes this very file for it. */
const EICAR = Buffer.from(
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''),
  'latin1',
);
const SWELL_LIMIT_BYTES = 50 * 1024 * 1024;
const DEPTH_MAX = 3;

/**
 * The built-in scanner (FL-14): it knows the EICAR test file, anywhere in a file and in archives inside of archives, and
 * programs by their first bytes. It is a stand-in for a real one in what it knows, not in how it is asked.
 */
export function createBuiltInScanner(): Scanner {
  return {
    async scan(content) {
      try {
        return look(Buffer.from(content), { bytes: SWELL_LIMIT_BYTES }, 0);
      } catch (error) {
        if (error instanceof UnreadableZipError) return 'unreadable';
        throw error;
      }
    },
  };
}

function look(content: Buffer, budget: { bytes: number }, depth: number): ScanVerdict {
  if (content.includes(EICAR)) return 'infected';
  const sniffed = sniff(content);
  // Office files are archives full of pages: only what a computer runs by itself is refused inside of them.
  if (sniffed.kind === 'program' && (depth === 0 || !isMarkup(content))) return 'program';
  if (sniffed.kind !== 'known' || sniffed.type !== 'application/zip') return 'clean';
  if (depth >= DEPTH_MAX) return 'unreadable';
  return worst(readZip(content, budget), budget, depth);
}

function worst(entries: readonly ZipEntry[], budget: { bytes: number }, depth: number): ScanVerdict {
  const verdicts = entries.map(({ name, content }) =>
    /(^|\/)vbaProject\.bin$/i.test(name) ? 'program' : look(content, budget, depth + 1),
  );
  return (['infected', 'program', 'unreadable'] as const).find((one) => verdicts.includes(one)) ?? 'clean';
}

function isMarkup(content: Buffer): boolean {
  return /^\uFEFF?\s*</.test(content.subarray(0, 200).toString('utf8'));
}

/** What an archive really is: office files say so inside of themselves. */
export function typeOfArchive(content: Buffer): string {
  const names = new Set(readZip(content, { bytes: SWELL_LIMIT_BYTES }).map(({ name }) => name));
  const office = 'application/vnd.openxmlformats-officedocument';
  if (names.has('word/document.xml')) return `${office}.wordprocessingml.document`;
  if (names.has('xl/workbook.xml')) return `${office}.spreadsheetml.sheet`;
  return 'application/zip';
}
