/** What the bytes are, whatever their name says. `program` is anything a computer or a browser would run. */
export type Sniffed =
  { readonly kind: 'known'; readonly type: string } | { readonly kind: 'program' } | { readonly kind: 'unknown' };

type Signature = readonly [type: string, offset: number, bytes: string];

/** latin1 on both sides: one character a byte. */
const SIGNATURES: readonly Signature[] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF87a'],
  ['image/gif', 0, 'GIF89a'],
  ['image/bmp', 0, 'BM'],
  ['image/tiff', 0, 'II*\0'],
  ['image/tiff', 0, 'MM\0*'],
  ['application/pdf', 0, '%PDF-'],
  ['audio/ogg', 0, 'OggS'],
  ['audio/mpeg', 0, 'ID3'],
  ['audio/mpeg', 0, '\xff\xfb'],
  ['audio/mpeg', 0, '\xff\xf3'],
  ['audio/aac', 0, '\xff\xf1'],
  ['audio/amr', 0, '#!AMR'],
  ['video/webm', 0, '\x1a\x45\xdf\xa3'],
];

const PROGRAMS: readonly string[] = [
  'MZ',
  '\x7fELF',
  '\xfe\xed\xfa\xce',
  '\xfe\xed\xfa\xcf',
  '\xce\xfa\xed\xfe',
  '\xcf\xfa\xed\xfe',
  '\xca\xfe\xba\xbe',
  '#!',
  '\0asm',
  'dex\n',
  '!<arch>',
  // Old office files carry macros that nothing here can look into.
  '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
];

/** Boxes of the ISO base media format, by their brand. */
const BRANDS: readonly (readonly [RegExp, string])[] = [
  [/^(heic|heix|hevc|mif1|msf1|heim|heis)$/, 'image/heic'],
  [/^(avif|avis)$/, 'image/avif'],
  [/^(M4A |M4B )$/, 'audio/mp4'],
  [/^qt {2}$/, 'video/quicktime'],
  [/^3g/, 'video/3gpp'],
  [/./s, 'video/mp4'],
];

const HEAD_BYTES = 4_096;

/** Reads the type from the first bytes. Text is only what is text to its end. */
export function sniff(content: Uint8Array): Sniffed {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const head = bytes.subarray(0, HEAD_BYTES).toString('latin1');
  const known = SIGNATURES.find(([, offset, mark]) => head.startsWith(mark, offset));
  if (known) return { kind: 'known', type: known[0] };
  if (PROGRAMS.some((mark) => head.startsWith(mark))) return { kind: 'program' };
  if (head.startsWith('RIFF')) return riff(head.slice(8, 12));
  if (head.slice(4, 8) === 'ftyp')
    return { kind: 'known', type: BRANDS.find(([brand]) => brand.test(head.slice(8, 12)))?.[1] ?? 'video/mp4' };
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return { kind: 'known', type: 'application/zip' };
  return text(bytes);
}

function riff(brand: string): Sniffed {
  if (brand === 'WEBP') return { kind: 'known', type: 'image/webp' };
  if (brand === 'WAVE') return { kind: 'known', type: 'audio/wav' };
  return { kind: 'unknown' };
}

/** Text that a browser would run as a page or a drawing counts as a program. */
function text(bytes: Buffer): Sniffed {
  if (bytes.length === 0 || bytes.includes(0)) return { kind: 'unknown' };
  const words = bytes.toString('utf8');
  if (words.includes('\uFFFD')) return { kind: 'unknown' };
  if (/<\s*(!doctype|html|head|body|script|svg|iframe|\?xml|\?php)/i.test(words)) return { kind: 'program' };
  if (/^\uFEFF?\s*BEGIN:VCARD/i.test(words)) return { kind: 'known', type: 'text/vcard' };
  if (/^\uFEFF?\s*(@echo off|function\s|import\s+os|WScript\.|powershell)/i.test(words)) return { kind: 'program' };
  return { kind: 'known', type: 'text/plain' };
}

/** Kinds a script may name, besides MIME types and `image/*`. */
const KINDS: Readonly<Record<string, RegExp>> = {
  any: /./,
  image: /^image\//,
  audio: /^audio\//,
  video: /^video\//,
  pdf: /^application\/pdf$/,
  document: /^(application\/pdf|text\/plain|application\/vnd\.openxmlformats-.*)$/,
};

/** Whether a type is among what a question accepts. An empty list accepts everything that may be kept at all. */
export function isAccepted(type: string, accept: readonly string[]): boolean {
  if (accept.length === 0) return true;
  return accept.some((one) => {
    const wanted = one.trim().toLowerCase();
    if (wanted === type || wanted === '*/*') return true;
    if (wanted.endsWith('/*')) return type.startsWith(wanted.slice(0, -1));
    return KINDS[wanted]?.test(type) ?? false;
  });
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'image/avif': 'avif',
  'image/bmp': 'bmp',
  'image/tiff': 'tiff',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/wav': 'wav',
  'audio/mp4': 'm4a',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
  'video/3gpp': '3gp',
  'text/plain': 'txt',
  'text/vcard': 'vcf',
};

/** A name that says what the file is and can be written anywhere: the person's own words, our ending. */
export function safeName(given: string | null, type: string): string {
  const stem = (given ?? '')
    .replace(/^.*[\\/]/, '')
    .replace(/\.[^.]*$/, '')
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .slice(0, 60);
  return `${stem || 'file'}.${EXTENSIONS[type] ?? 'bin'}`;
}
