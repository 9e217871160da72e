/**
 * A recorded chat: what a person says and must hear, as anybody can read it.
 *
 *   # Title, with the rows it proves in [brackets]
 *   at: 2026-11-23T08:00 (wall time in the shop's zone)
 *   shop: cleaning          at that demo business (left out: the salon)
 *   on: sms whatsapp        only there (left out: everywhere)
 *   in: es                  the language it goes on in (left out: English)
 *   > hi                    the person says
 *   < Willow Salon. …       the next lines heard since then, in this order; … stands for anything
 *   ~ 1 day                 time passes (min, h, day)
 *   ! the operator accepts  something happens outside the chat
 *   ! the mail arrives      the next mail is opened; its head, text and calendar entry are heard like the chat
 */
export interface RecordedChat {
  readonly file: string;
  readonly title: string;
  readonly atWall: string;
  /** Only on these channels; all when it is not said. */
  readonly on: readonly string[] | null;
  /** The demo business it is recorded at; null is the salon. */
  readonly shop: string | null;
  /** The language most of it is in; null is English. */
  readonly language: string | null;
  readonly steps: readonly ChatStep[];
}

export type ChatStep = { readonly line: number } & (
  | { readonly kind: 'says'; readonly text: string }
  | { readonly kind: 'hears'; readonly lines: readonly string[] }
  | { readonly kind: 'passes'; readonly ms: number }
  | { readonly kind: 'happens'; readonly what: string }
);

const UNIT_MS: Readonly<Record<string, number>> = { min: 60_000, h: 3_600_000, day: 86_400_000, days: 86_400_000 };

/** @throws Error naming file and line of what cannot be read. */
export function parseChat(file: string, text: string): RecordedChat {
  let title = '';
  let atWall = '';
  let on: readonly string[] | null = null;
  let shop: string | null = null;
  let language: string | null = null;
  const steps: ChatStep[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = index + 1;
    const at = /^at: (\d{4}-\d{2}-\d{2}T\d{2}:\d{2})$/.exec(raw);
    const passes = /^~ (\d+) (min|h|days?)$/.exec(raw);
    if (raw.startsWith('# ')) title ||= raw.slice(2);
    else if (at) atWall = at[1]!;
    else if (raw.startsWith('on: ')) on = raw.slice(4).split(' ');
    else if (raw.startsWith('shop: ')) shop = raw.slice(6);
    else if (raw.startsWith('in: ')) language = raw.slice(4);
    else if (raw.startsWith('> ')) steps.push({ line, kind: 'says', text: raw.slice(2) });
    else if (raw.startsWith('< ')) {
      const last = steps.at(-1);
      if (last?.kind === 'hears') steps[steps.length - 1] = { ...last, lines: [...last.lines, raw.slice(2)] };
      else steps.push({ line, kind: 'hears', lines: [raw.slice(2)] });
    } else if (passes) steps.push({ line, kind: 'passes', ms: Number(passes[1]) * UNIT_MS[passes[2]!]! });
    else if (raw.startsWith('! ')) steps.push({ line, kind: 'happens', what: raw.slice(2) });
    else if (raw.trim() !== '' && !raw.startsWith('<!--'))
      throw new Error(`${file}:${line}: a chat has no line like "${raw}"`);
  });
  if (!title || !atWall || steps.length === 0)
    throw new Error(`${file}: a chat needs a title, an "at:" line and steps`);
  return { file, title, atWall, on, shop, language, steps };
}

/** The first expected line that was not heard in its turn, or null when all were. Numbers before choices do not count: they are chips on some channels. */
export function firstUnheard(expected: readonly string[], heard: readonly string[]): string | null {
  let rest = heard.map(plain).join('\n');
  for (const line of expected) {
    const pattern = plain(line)
      .split(/\s*…\s*/)
      .map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[\\s\\S]*?');
    const match = new RegExp(pattern).exec(rest);
    if (!match) return line;
    rest = rest.slice(match.index + match[0].length);
  }
  return null;
}

/** Strokes over letters, which a keypad phone is not shown, and marks that only keep two directions apart do not count. */
function plain(line: string): string {
  return line
    .normalize('NFD')
    .replace(/[\p{M}\u200f\u2066-\u2069]/gu, '')
    .replace(/^(\d) (?=\S)/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}
