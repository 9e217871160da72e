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

export interface Upload {
  readonly clientActivityId: string | null;
  readonly media: MediaKind;
  readonly caption: string;
  /** The first file; absent when only an activity came. */
  readonly file: { readonly content: Uint8Array; readonly type: string | null; readonly name: string | null } | null;
}

const ACTIVITY_TYPE = 'application/vnd.microsoft.activity';
const ACTIVITY_LIMIT_BYTES = 64 * 1024;

/** What an upload says and brings, or null when it is not a form. Whatever it says of its sender is ignored. */
export async function parseUpload(body: Uint8Array, contentType: string): Promise<Upload | null> {
  if (!/^multipart\/form-data\b/i.test(contentType)) return null;
  const parts = await partsOf(body, contentType);
  if (!parts || parts.length === 0) return null;
  const said = parts.find((part) => part.type.split(';')[0]?.toLowerCase() === ACTIVITY_TYPE);
  const sent = parts.find((part) => part !== said);
  const json = said && said.size <= ACTIVITY_LIMIT_BYTES ? await said.text() : undefined;
  const activity = activitySchema.safeParse(json === undefined ? undefined : parseJson(Buffer.from(json))).data;
  const type = sent?.type.toLowerCase() ?? '';
  const name = clean(sent?.name ?? '').slice(0, NAME_LIMIT_CHARS);
  return {
    clientActivityId: clean(activity?.channelData?.clientActivityID ?? '') || null,
    media: mediaKind(type),
    caption: clean(activity?.text ?? ''),
    file: sent
      ? { content: new Uint8Array(await sent.arrayBuffer()), type: clean(type) || null, name: name || null }
      : null,
  };
}

const NAME_LIMIT_CHARS = 200;

async function partsOf(body: Uint8Array, contentType: string): Promise<File[] | null> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    return [...form.values()].filter((part) => typeof part !== 'string');
  } catch {
    return null;
  }
}

function mediaKind(contentType: string): MediaKind {
  if (contentType.startsWith('image/')) return 'image';
  if (contentType.startsWith('audio/')) return 'voice';
  if (contentType.startsWith('video/')) return 'video';
  return 'file';
}
