import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Signs what leaves the house in links, so that what comes back can be believed without a row for it. */
export interface Signer {
  /** 128 bits as 22 letters that need no escaping in an address: `\w` and `-`. */
  readonly sign: (...parts: readonly string[]) => string;
  /** Whether exactly these parts were signed here, for this purpose. Takes as long whatever is wrong. */
  readonly isSigned: (signature: string, ...parts: readonly string[]) => boolean;
}

const SECRET_LETTERS = 16;
const SIGNATURE_BYTES = 16;

/**
 * @param deps.purpose goes into every signature: what was signed for one purpose is nothing to another. It and the parts
 *   must hold no line break where that could make two lists of parts one text.
 * @param deps.what names the things signed, in the error.
 * @throws Error when the secret has fewer than 16 characters.
 */
export function createSigner(deps: {
  readonly secret: string;
  readonly purpose: string;
  readonly what: string;
}): Signer {
  const { secret, purpose, what } = deps;
  if (secret.length < SECRET_LETTERS)
    throw new Error(`the secret that signs ${what} needs at least ${SECRET_LETTERS} characters`);
  const sign = (...parts: readonly string[]): string =>
    createHmac('sha256', secret)
      .update([purpose, ...parts].join('\n'))
      .digest()
      .subarray(0, SIGNATURE_BYTES)
      .toString('base64url');
  return {
    sign,
    isSigned(signature, ...parts) {
      // As text, not as bytes: the last letter of base64 has spare bits, and one thing has one address.
      const given = Buffer.from(signature);
      const right = Buffer.from(sign(...parts));
      return given.length === right.length && timingSafeEqual(given, right);
    },
  };
}

/** An id made from what asks for it, 120 bits: asked twice for the same, the same row is meant. Hides nothing. */
export function idFromKey(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 20);
}
