import { createHmac } from 'node:crypto';

export type Digits = ReturnType<typeof createDigits>;

/**
 * What rows hold in place of codes and addresses: both are worked out from the server's secret, so the database alone gives
 * neither away. A purpose keeps what is made for one thing from meaning another.
 * @param deps.secret at least 16 characters.
 * @throws Error when it has fewer.
 */
export function createDigits({ secret }: { readonly secret: string }) {
  if (secret.length < 16) throw new Error('the secret that codes are made from needs at least 16 characters');
  const mac = (purpose: string, text: string): Buffer =>
    createHmac('sha256', secret).update(`${purpose}\n${text}`).digest();
  return {
    hashed: (purpose: string, text: string): string => mac(purpose, text).toString('base64url'),
    /** Six digits, the same for the same text. */
    sixDigits: (purpose: string, text: string): string =>
      String(mac(purpose, text).readUIntBE(0, 6) % 1_000_000).padStart(6, '0'),
  };
}
