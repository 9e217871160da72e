import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
}

/** Why an archive cannot be looked into; then nobody knows what is in it. */
export class UnreadableZipError extends Error {
  readonly code = 'files.unreadableZip';
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const COMMENT_MAX_BYTES = 65_535;
const ENTRIES_MAX = 2_000;

/**
 * Everything in an archive, read from its directory and checked against the entries themselves.
 * @param budget bytes all entries together may swell to; lowered as they are read.
 * @throws UnreadableZipError when it is broken, encrypted, packed in a way we do not know, or swells beyond the budget.
 */
export function readZip(zip: Buffer, budget: { bytes: number }): ZipEntry[] {
  try {
    return readEntries(zip, budget);
  } catch (error) {
    if (error instanceof UnreadableZipError) throw error;
    // Offsets outside of the file, broken streams, and more bytes than the budget end here alike.
    throw new UnreadableZipError('the archive cannot be read to its end', { cause: error });
  }
}

function readEntries(zip: Buffer, budget: { bytes: number }): ZipEntry[] {
  const end = findEnd(zip);
  const count = zip.readUInt16LE(end + 10);
  if (count > ENTRIES_MAX) throw new UnreadableZipError('the archive holds too many entries');
  let at = zip.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    if (zip.readUInt32LE(at) !== CENTRAL) throw new UnreadableZipError('the archive has a broken directory');
    const [flags, method] = [zip.readUInt16LE(at + 8), zip.readUInt16LE(at + 10)];
    const packedBytes = zip.readUInt32LE(at + 20);
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ]; // three in, three out
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes);
    if (flags & 1) throw new UnreadableZipError('the archive is encrypted');
    entries.push({ name, content: unpack(zip, zip.readUInt32LE(at + 42), packedBytes, method, budget) });
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  return entries;
}

function unpack(zip: Buffer, local: number, packedBytes: number, method: number, budget: { bytes: number }): Buffer {
  if (zip.readUInt32LE(local) !== LOCAL)
    throw new UnreadableZipError('the archive points to an entry that is not there');
  const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  if (from + packedBytes > zip.length) throw new UnreadableZipError('the archive ends too early');
  const packed = zip.subarray(from, from + packedBytes);
  if (method !== 0 && method !== 8) throw new UnreadableZipError('the archive is packed in a way we do not know');
  const content = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, budget.bytes) });
  budget.bytes -= content.length;
  if (budget.bytes < 0) throw new UnreadableZipError('the archive swells too much');
  return content;
}

function findEnd(zip: Buffer): number {
  const first = Math.max(0, zip.length - END_BYTES - COMMENT_MAX_BYTES);
  for (let at = zip.length - END_BYTES; at >= first; at--) if (zip.readUInt32LE(at) === END) return at;
  throw new UnreadableZipError('the archive has no directory');
}
