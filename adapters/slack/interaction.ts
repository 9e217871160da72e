import { z } from 'zod';
import type { InboundFile } from '../../src/messaging/channel.js';
import {
  OPERATOR_ACTS,
  TALK_ACTS,
  type OperatorAct,
  type TalkAct,
  type WrittenLine,
} from '../../src/messaging/operator.js';

/** A card's buttons are named `job:<act>` and carry `{"b":"<booking>","v":<version>}`. */
export const ACTION_PREFIX = 'job:';
/** A talk's are named `talk:<act>` and carry `{"h":"<hand-off>","e":<epoch>,"l":"<line>"}`. */
export const TALK_PREFIX = 'talk:';

const slackId = z.string().regex(/^[A-Za-z0-9]{1,32}$/);
const slackTs = z.string().regex(/^\d{1,16}\.\d{1,9}$/);

const actionSchema = z.object({
  action_id: z.string().max(255),
  action_ts: slackTs,
  value: z.string().max(2000).optional(),
});

const blockActionsSchema = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: slackId, name: z.string().max(200).optional(), username: z.string().max(200).optional() }),
  channel: z.object({ id: slackId }),
  message: z.object({ ts: slackTs }),
  actions: z.array(actionSchema).min(1).max(25),
});

export type BlockActions = z.infer<typeof blockActionsSchema>;

const valueSchema = z.object({ b: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/), v: z.int().min(0) });
const actNameSchema = z.enum(OPERATOR_ACTS);
const talkValueSchema = z.object({
  h: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  e: z.int().min(0),
  l: z
    .string()
    .regex(/^[A-Za-z0-9_:.-]{1,100}$/)
    .optional(),
});
const talkNameSchema = z.enum(TALK_ACTS);

export type Body =
  | { readonly kind: 'challenge'; readonly challenge: string }
  /** Buttons were pressed; some of them may be ours. */
  | { readonly kind: 'actions'; readonly payload: BlockActions }
  /** Somebody wrote in a thread. */
  | { readonly kind: 'written'; readonly line: WrittenLine }
  /** Genuine and of no interest: other events, shortcuts, windows. */
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable' };

/** Reads a body whose signature holds. */
export function readBody(body: Uint8Array, contentType: string): Body {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  if (/^application\/json\b/i.test(contentType)) return readEvent(parseJson(text));
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) return { kind: 'unreadable' };
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  if (payload === null) return form.has('ssl_check') ? { kind: 'other' } : { kind: 'unreadable' };
  const json = parseJson(payload);
  const type = z.object({ type: z.string() }).safeParse(json).data?.type;
  if (type === undefined) return { kind: 'unreadable' };
  if (type !== 'block_actions') return { kind: 'other' };
  const parsed = blockActionsSchema.safeParse(json);
  return parsed.success ? { kind: 'actions', payload: parsed.data } : { kind: 'unreadable' };
}

const challengeSchema = z.object({ type: z.literal('url_verification'), challenge: z.string().max(500) });

function readEvent(json: unknown): Body {
  const challenge = challengeSchema.safeParse(json).data?.challenge;
  if (challenge !== undefined) return { kind: 'challenge', challenge };
  const written = writtenSchema.safeParse(json).data;
  // A file we put there ourselves comes back as a message of our own user.
  const isOurs = written?.authorizations?.some(({ user_id: own }) => own === written.event.user) ?? false;
  if (written && !isOurs && (written.event.text !== '' || written.event.files?.length))
    return { kind: 'written', line: toWritten(written.event) };
  return z.object({ type: z.string() }).safeParse(json).success ? { kind: 'other' } : { kind: 'unreadable' };
}

const LINE_CHARS = 40_000;
const FILES_MAX = 10;

const fileSchema = z.object({
  name: z.string().max(255).nullish(),
  mimetype: z.string().max(200).nullish(),
  size: z.number().int().nonnegative().nullish(),
  /** Absent for what Slack only links to: nothing that could be fetched. */
  url_private_download: z.string().max(2_000).optional(),
});

/** A plain message of a person in a thread, perhaps with files: edits, joins and what bots say have another subtype or a bot's id. */
const writtenSchema = z.object({
  type: z.literal('event_callback'),
  authorizations: z.array(z.object({ user_id: z.string().nullish() })).optional(),
  event: z.object({
    type: z.literal('message'),
    subtype: z.literal('file_share').optional(),
    bot_id: z.undefined().optional(),
    user: slackId,
    channel: slackId,
    ts: slackTs,
    thread_ts: slackTs,
    text: z.string().max(LINE_CHARS),
    files: z.array(fileSchema).max(FILES_MAX).optional(),
  }),
});

function toWritten({
  channel,
  ts,
  thread_ts: thread,
  user,
  text,
  files = [],
}: z.infer<typeof writtenSchema>['event']): WrittenLine {
  return {
    lineId: `${channel}:${ts}`,
    thread: { channel, messageId: thread },
    operatorId: user,
    text: wellFormed(plainWords(text)),
    ...(files.length > 0 ? { files: files.map(toFile) } : {}),
  };
}

function toFile({ name, mimetype, size, url_private_download: ref }: z.infer<typeof fileSchema>): InboundFile {
  return { ref: ref ?? '', type: mimetype ?? null, bytes: size ?? null, name: name ? wellFormed(name) : null };
}

/** Slack's own marks as a reader sees them: `<https://a.example|the page>` is the address, its three signs are signs. */
function plainWords(text: string): string {
  return text
    .replace(/<(?:(?:https?|mailto|tel):[^|>]*)(?:\|[^>]*)?>/g, (link) => link.slice(1, -1).split('|')[0] ?? '')
    .replace(/<[@#!][^|>]*\|?([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The act of one pressed button of ours, or null when the button does not say what it must. */
export function toAct(
  { user, channel, message }: BlockActions,
  action: z.infer<typeof actionSchema>,
): OperatorAct | null {
  const act = actNameSchema.safeParse(action.action_id.slice(ACTION_PREFIX.length)).data;
  const value = valueSchema.safeParse(parseJson(action.value ?? '')).data;
  if (!act || !value) return null;
  return {
    actId: `${user.id}:${message.ts}:${action.action_id}:${action.action_ts}`,
    act,
    bookingId: value.b,
    seenVersion: value.v,
    operator: { id: user.id, name: wellFormed(user.name || user.username || user.id) },
    card: { channel: channel.id, messageId: message.ts },
    replyTo: channel.id,
  };
}

/** As `toAct`, for a button of a talk. */
export function toTalkAct(
  { user, channel, message }: BlockActions,
  action: z.infer<typeof actionSchema>,
): TalkAct | null {
  const act = talkNameSchema.safeParse(action.action_id.slice(TALK_PREFIX.length)).data;
  const value = talkValueSchema.safeParse(parseJson(action.value ?? '')).data;
  if (!act || !value) return null;
  return {
    actId: `${user.id}:${message.ts}:${action.action_id}:${action.action_ts}`,
    act,
    handOffId: value.h,
    seenEpoch: value.e,
    lineId: value.l ?? null,
    operator: { id: user.id, name: wellFormed(user.name || user.username || user.id) },
    card: { channel: channel.id, messageId: message.ts },
    replyTo: channel.id,
  };
}

/** Half a character cannot be stored as UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
