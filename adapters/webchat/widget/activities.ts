import type { FreeDays } from '../../../src/messaging/message.js';

/** The part of Direct Line the widget reads. Everything is checked: what comes over a network is only hoped to be right. */

export interface Chip {
  readonly digit: string;
  readonly label: string;
  readonly detail: string | null;
  /** Back, a person, the menu: shown apart from the answers. */
  readonly isWayOut: boolean;
  /** What a tap sends back; null: the digit. */
  readonly token: string | null;
}

export interface ChatMessage {
  readonly kind: 'message';
  readonly id: string;
  readonly isMine: boolean;
  readonly text: string;
  readonly atUtc: number;
  readonly language: string | null;
  /** Our own id, for messages this page sent. */
  readonly clientId: string | null;
  readonly chips: readonly Chip[];
  /** What it asks for, when that is no plain answer. */
  readonly wants: 'file' | 'day' | 'time' | null;
  readonly freeDays: FreeDays | null;
  readonly progress: { readonly step: number; readonly steps: number } | null;
  readonly links: readonly {
    readonly label: string | null;
    readonly url: string;
    readonly filename: string | null;
    readonly isPicture: boolean;
  }[];
}

export type ChatActivity = ChatMessage | { readonly kind: 'typing' };

type Json = Readonly<Record<string, unknown>>;

export function parseActivities(given: unknown): { activities: ChatActivity[]; watermark: string | null } {
  const group = record(given);
  return {
    activities: list(group['activities']).flatMap((activity) => {
      const parsed = parseActivity(record(activity));
      return parsed ? [parsed] : [];
    }),
    watermark: text(group['watermark']),
  };
}

function parseActivity(activity: Json): ChatActivity | null {
  const isMine = record(activity['from'])['role'] === 'user';
  if (activity['type'] === 'typing') return isMine ? null : { kind: 'typing' };
  const id = text(activity['id']);
  if (activity['type'] !== 'message' || id === null) return null;
  const data = record(activity['channelData']);
  const hints = record(data['parley']);
  return {
    kind: 'message',
    id,
    isMine,
    text: text(record(data['messageBack'])['displayText']) || (text(activity['text']) ?? ''),
    atUtc: Date.parse(text(activity['timestamp']) ?? ''),
    language: text(activity['locale']),
    clientId: text(data['clientActivityID']),
    chips: [
      ...list(hints['choices']).flatMap((chip) => parseChip(record(chip), false)),
      ...list(hints['waysOut']).flatMap((chip) => parseChip(record(chip), true)),
    ],
    wants: wantsOf(hints['wants']),
    freeDays: freeDaysOf(record(hints['freeDays'])),
    progress: progressOf(record(hints['progress'])),
    links: [...linkOf(record(hints['link'])), ...list(activity['attachments']).flatMap((file) => fileOf(record(file)))],
  };
}

function parseChip(chip: Json, isWayOut: boolean): Chip[] {
  const digit = text(chip['digit']);
  const label = text(chip['label']);
  if (digit === null || label === null) return [];
  return [{ digit, label, detail: text(chip['detail']), isWayOut, token: text(chip['token']) }];
}

function wantsOf(wants: unknown): ChatMessage['wants'] {
  return wants === 'file' || wants === 'day' || wants === 'time' ? wants : null;
}

/** A year of days at most; anything else is no calendar. */
function freeDaysOf(given: Json): FreeDays | null {
  const firstDay = text(given['firstDay']) ?? '';
  const free = text(given['free']) ?? '';
  const isCalendar =
    /^\d{4}-\d\d-\d\d$/.test(firstDay) && !Number.isNaN(Date.parse(firstDay)) && /^[01]{1,400}$/.test(free);
  return isCalendar ? { firstDay, free } : null;
}

function progressOf({ step, steps }: Json): ChatMessage['progress'] {
  return typeof step === 'number' && typeof steps === 'number' && step > 0 && step <= steps ? { step, steps } : null;
}

function linkOf(link: Json): ChatMessage['links'] {
  const url = webAddress(text(link['url']));
  return url === null ? [] : [{ label: text(link['label']), url, filename: null, isPicture: false }];
}

function fileOf(file: Json): ChatMessage['links'] {
  const url = webAddress(text(file['contentUrl']));
  const isPicture = /^image\/(?:jpeg|png)$/.test(text(file['contentType']) ?? '');
  return url === null ? [] : [{ label: null, url, filename: text(file['name']), isPicture }];
}

/** The address when it is one of the web; anything else, `javascript:` above all, is not an address to us. */
export function webAddress(given: string | null): string | null {
  try {
    const url = new URL(given ?? '');
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

export function record(given: unknown): Json {
  return typeof given === 'object' && given !== null ? (given as Json) : {}; // any object may be asked for its keys
}

export function text(given: unknown): string | null {
  return typeof given === 'string' ? given : null;
}

function list(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? given : [];
}
