import { createHmac } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../src/platform/clock.js';

/**
 * What a token is good for. `chat` speaks Direct Line, `stream` opens one socket and may stand in an address, `resume` only
 * buys a fresh `chat` token of the same conversation when the browser comes back.
 */
type TokenUse = 'chat' | 'stream' | 'resume';

const claimsSchema = z.object({
  conv: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  user: z.string().regex(/^dl_[A-Za-z0-9_-]{1,64}$/),
  shop: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  /** The one web origin that may use it in a browser; null for tokens a server asked for without naming one. */
  origin: z.string().max(300).nullable(),
  /** When the conversation began, UTC epoch milliseconds. */
  since: z.int(),
});

/** Whom a token speaks for. The names are those of the JWT: Web Chat reads `user` out of it. */
export type TokenClaims = z.infer<typeof claimsSchema>;

export interface Tokens {
  issue(claims: TokenClaims, use: TokenUse): Promise<{ token: string; expiresInS: number }>;
  /** The claims, or null for anything forged, stale, or made for another use. */
  verify(token: string, use: TokenUse): Promise<TokenClaims | null>;
}

/** Longest life of a conversation. Shorter than its activities are kept, so that their numbers never begin again. */
const CONVERSATION_LIFE_MS = 29 * 24 * 60 * 60 * 1000;
const LIFE_MS: Readonly<Record<TokenUse, number>> = {
  chat: 30 * 60 * 1000,
  stream: 60 * 1000,
  resume: CONVERSATION_LIFE_MS,
};

/** Signs with a key derived from `secret`, so that the secret itself is never a signing key and a signed text never the secret. */
export function createTokens({ secret, clock }: { secret: string; clock: Clock }): Tokens {
  const key = createHmac('sha256', secret).update('web chat tokens').digest();
  return {
    async issue(claims, use) {
      const nowUtc = clock.nowUtc();
      const endsAtUtc = Math.min(nowUtc + LIFE_MS[use], claims.since + CONVERSATION_LIFE_MS);
      const token = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setAudience(use)
        .setIssuedAt(new Date(nowUtc))
        .setExpirationTime(new Date(endsAtUtc))
        .sign(key);
      return { token, expiresInS: Math.max(0, Math.floor((endsAtUtc - nowUtc) / 1000)) };
    },
    async verify(token, use) {
      if (!isCanonical(token)) return null;
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          audience: use,
          requiredClaims: ['exp', 'iat'],
          currentDate: new Date(clock.nowUtc()),
        });
        return claimsSchema.safeParse(payload).data ?? null;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}

/** The last character of a signature has bits that mean nothing; only one spelling of a token is the token. */
function isCanonical(token: string): boolean {
  const signature = token.split('.')[2] ?? '';
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}
