import { z } from 'zod';
import { OPERATOR_ACTS, type OperatorAct } from '../../src/messaging/operator.js';

/** A card's buttons are named `job:<act>` and carry `{"b":"<booking>","v":<version>}`. */
export const ACTION_PREFIX = 'job:';

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

export type Body =
  | { readonly kind: 'challenge'; readonly challenge: string }
  /** Buttons were pressed; some of them may be ours. */
  | { readonly kind: 'actions'; readonly payload: BlockActions }
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
  return z.object({ type: z.string() }).safeParse(json).success ? { kind: 'other' } : { kind: 'unreadable' };
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

/** Half a character cannot be stored as UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
