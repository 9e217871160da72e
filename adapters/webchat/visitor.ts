import { randomBytes } from 'node:crypto';
import type { ConversationRef, InboundContent, InboundMessage } from '../../src/messaging/channel.js';
import type { TokenClaims } from './tokens.js';

/** A new conversation for one visitor: 128 random bits nobody can guess. */
export function newClaims(about: {
  shopId: string;
  origin: string | null;
  nowUtc: () => number;
  userId?: string;
}): TokenClaims {
  return {
    conv: randomBytes(16).toString('base64url'),
    user: about.userId ?? `dl_${randomBytes(12).toString('base64url')}`,
    shop: about.shopId,
    origin: about.origin,
    since: about.nowUtc(),
  };
}

/** The conversation as the house knows it. */
function refOf({ shop, conv }: TokenClaims): ConversationRef {
  return { channel: 'webchat', account: shop, address: conv };
}

export function eventOf(
  claims: TokenClaims,
  eventId: string,
  content: InboundContent,
  language: string | null,
): { type: 'message' } & InboundMessage {
  return {
    type: 'message',
    ...refOf(claims),
    eventId,
    content,
    ...(language === null ? {} : { profile: { language } }),
  };
}
