import { randomBytes } from 'node:crypto';
import type { ChannelAdapter, RawRequest } from '../../src/messaging/channel.js';
import type { Gate } from './gate.js';
import { parseActivity } from './inbound-activity.js';
import { eventOf } from './visitor.js';

const PATH = /^\/v3\/directline\/conversations\/([A-Za-z0-9_-]{22})\/activities(?:\?|$)/;

/**
 * One posted activity as the port has it: verified, then parsed, nothing stored. The channel's own server does the same and
 * adds what Direct Line wants besides: the echo, its id, polling and streams.
 */
export function createReceive(gate: Gate, bodyLimitBytes: number): ChannelAdapter['receive'] {
  return async ({ method, path, headers, body }: RawRequest) => {
    const conversationId = PATH.exec(path)?.[1];
    if (method !== 'POST' || conversationId === undefined) return refused(400, 'not an activity of a conversation');
    const admission = await gate.admit(headers, conversationId);
    if (admission.kind === 'refused') return refused(403, admission.reason);
    if (body.byteLength > bodyLimitBytes) return refused(400, 'body too large');
    const posted = parseActivity(body);
    if (!posted) return refused(400, 'unreadable activity');
    const id = posted.clientActivityId ?? `${conversationId}|${randomBytes(12).toString('base64url')}`;
    return {
      kind: 'accepted',
      events: posted.content ? [eventOf(admission.claims, id, posted.content, posted.language)] : [],
      response: { status: 200, contentType: 'application/json', body: JSON.stringify({ id }) },
    };
  };
}

function refused(status: 400 | 403, reason: string) {
  return { kind: 'refused', status, reason } as const;
}
