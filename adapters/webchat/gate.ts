import type { RawRequest } from '../../src/messaging/channel.js';
import type { TokenClaims, Tokens } from './tokens.js';

type Admission =
  { readonly kind: 'admitted'; readonly claims: TokenClaims } | { readonly kind: 'refused'; readonly reason: string };

export interface Gate {
  /** Whether a browser page of that origin may talk to us at all. */
  isAllowedOrigin(origin: string): boolean;
  /** The token in `Authorization`, held against the conversation in the path and the page's origin (SEC-14). */
  admit(headers: RawRequest['headers'], conversationId: string | null): Promise<Admission>;
}

interface GateDeps {
  readonly tokens: Pick<Tokens, 'verify'>;
  /** Our own web origin. */
  readonly ownOrigin: string;
  /** Web origins that may embed the widget, e.g. `https://willow.example`. */
  readonly allowedOrigins: readonly string[];
}

/** The one door of every request that speaks for a person. */
export function createGate({ tokens, ownOrigin, allowedOrigins }: GateDeps): Gate {
  const allowed = new Set([ownOrigin, ...allowedOrigins.map((origin) => origin.replace(/\/+$/, ''))]);
  return {
    isAllowedOrigin: (origin) => allowed.has(origin),
    async admit(headers, conversationId) {
      const { origin, authorization } = headers;
      if (origin !== undefined && (typeof origin !== 'string' || !allowed.has(origin)))
        return refused('unknown origin');
      if (typeof authorization !== 'string') return refused('no token');
      const token = /^Bearer ([A-Za-z0-9_.-]{20,2000})$/.exec(authorization)?.[1];
      const claims = token === undefined ? null : await tokens.verify(token, 'chat');
      if (!claims) return refused('token not valid');
      if (conversationId !== null && claims.conv !== conversationId) return refused('token of another conversation');
      // Browsers leave Origin out of same-origin reads only; whoever is not a browser could write anything there.
      if (origin !== undefined && claims.origin !== null && claims.origin !== origin)
        return refused('token of another origin');
      return { kind: 'admitted', claims };
    },
  };
}

function refused(reason: string): Admission {
  return { kind: 'refused', reason };
}

/** A watermark as clients send it: a number, nothing, or the word for nothing that Microsoft's client sends. Null is unreadable. */
export function parseWatermark(given: unknown): number | null {
  if (given === undefined || given === '' || given === 'undefined' || given === 'null') return 0;
  return typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : null;
}
