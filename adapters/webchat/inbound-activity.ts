import { z } from 'zod';
import type { InboundContent } from '../../src/messaging/channel.js';
import { parseChoiceToken } from '../../src/messaging/message.js';

/** Longest text a person may send at once. */
const TEXT_LIMIT_CHARS = 4_000;

const activitySchema = z.object({
  type: z.enum(['message', 'event', 'typing']),
  text: z.string().max(TEXT_LIMIT_CHARS).nullish(),
  value: z.unknown().optional(),
  locale: z.string().max(35).nullish(),
  channelData: z
    .object({
      clientActivityID: z.string().min(1).max(128).nullish(),
      messageBack: z.object({ displayText: z.string().max(TEXT_LIMIT_CHARS).nullish() }).nullish(),
      postBack: z.boolean().nullish(),
    })
    .nullish(),
});

export interface PostedActivity {
  /** Null for what is genuine but says nothing to us: typing, events of the client. */
  readonly content: InboundContent | null;
  /** The client's own id of this activity; it looks for it on the stream. */
  readonly clientActivityId: string | null;
  /** A two- or three-letter language, lower case. */
  readonly language: string | null;
  /** What the person sees of their own message. */
  readonly shown: { readonly text: string; readonly displayText: string | null; readonly isPostBack: boolean };
}

/** Parses one activity a client posted, or null when it is not one we read. Whatever it says of its sender is ignored. */
export function parseActivity(body: Uint8Array): PostedActivity | null {
  const json = parseJson(body);
  const parsed = activitySchema.safeParse(json);
  if (!parsed.success) return null;
  const { type, value, channelData, locale } = parsed.data;
  const text = clean(parsed.data.text ?? '');
  const displayText = channelData?.messageBack?.displayText;
  const label = clean(displayText ?? '') || text;
  const content = type === 'message' ? contentOf(text, label, value) : null;
  if (type === 'message' && !content) return null;
  return {
    content,
    clientActivityId: clean(channelData?.clientActivityID ?? '') || null,
    language: languageOf(locale),
    shown: {
      text,
      displayText: displayText == null ? null : clean(displayText),
      isPostBack: channelData?.postBack === true,
    },
  };
}

function contentOf(text: string, label: string, value: unknown): InboundContent | null {
  if (typeof value === 'string' && parseChoiceToken(value))
    return { kind: 'choice', token: value, ...(label ? { label } : {}) };
  return text.trim() === '' ? null : { kind: 'text', text };
}

const startSchema = z.object({ locale: z.string().max(35).nullish() });

/** The language a client names when it begins. An absent body says nothing; null stands for one that cannot be read. */
export function parseStart(body: Uint8Array): { language: string | null } | null {
  if (body.byteLength === 0) return { language: null };
  const parsed = startSchema.safeParse(parseJson(body));
  return parsed.success ? { language: languageOf(parsed.data.locale) } : null;
}

/** The parsed JSON, or undefined when it is none. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    return undefined;
  }
}

function languageOf(locale: string | null | undefined): string | null {
  return /^[A-Za-z]{2,3}(?=-|_|$)/.exec(locale ?? '')?.[0].toLowerCase() ?? null;
}

/** Half characters cannot be stored as UTF-8, and no keyboard types control characters other than line ends and tabs. */
function clean(text: string): string {
  return (
    text
      .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
      // eslint-disable-next-line no-control-regex -- these are the characters to remove
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '')
  );
}

type MediaKind = Extract<InboundContent, { kind: 'media' }>['media'];

/**
 * What an upload says, read from its beginning: the client puts the activity first and the files after it. The files are
 * not kept, so their content is never looked at.
 * @param head the first bytes of a multipart body.
 */
export function parseUpload(
  head: Uint8Array,
  contentType: string,
): { clientActivityId: string | null; media: MediaKind; caption: string } | null {
  const boundary = /^multipart\/form-data\b.*;\s*boundary="?([^\s";]{1,70})"?/i.exec(contentType)?.[1];
  if (!boundary) return null;
  const parts = Buffer.from(head).toString('utf8').split(`--${boundary}`).slice(1);
  if (parts.length === 0) return null;
  const types = parts.map((part) => /^content-type:\s*([^\s;]+)/im.exec(part.split('\r\n\r\n')[0] ?? '')?.[1] ?? '');
  const at = types.findIndex((type) => type.toLowerCase() === 'application/vnd.microsoft.activity');
  const fileType = types.find((type, index) => index !== at && type !== '') ?? '';
  const part = at < 0 ? undefined : parts[at]?.split('\r\n\r\n').slice(1).join('\r\n\r\n').trimEnd();
  const activity = activitySchema.safeParse(part === undefined ? undefined : parseJson(Buffer.from(part))).data;
  return {
    clientActivityId: clean(activity?.channelData?.clientActivityID ?? '') || null,
    media: mediaKind(fileType.toLowerCase()),
    caption: clean(activity?.text ?? ''),
  };
}

function mediaKind(contentType: string): MediaKind {
  if (contentType.startsWith('image/')) return 'image';
  if (contentType.startsWith('audio/')) return 'voice';
  if (contentType.startsWith('video/')) return 'video';
  return 'file';
}
