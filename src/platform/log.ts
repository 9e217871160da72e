import { createHash } from 'node:crypto';
import pino from 'pino';

export type Log = pino.Logger;

/** +E.164, wherever it stands: also inside an error's own words. */
const PHONE_NUMBER = /\+\d{7,15}/g;

/** The same person is the same word in every line, and nobody can read a number out of it. */
function pseudonym(id: unknown): string {
  return `c_${createHash('sha256').update(String(id)).digest('hex').slice(0, 12)}`;
}

/**
 * Structured logs without phone numbers and texts. Callers log ids and counts only. Conversation ids and message keys hold
 * the person's address, so they are written as pseudonyms; paths that would carry personal data are removed; and whatever
 * still looks like a phone number is masked in the finished line, because an error of the database quotes what it refused.
 */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    serializers: { conversation: pseudonym, conversationId: pseudonym, key: pseudonym },
    hooks: { streamWrite: (line) => line.replace(PHONE_NUMBER, '[number]') },
    redact: {
      paths: [
        'text',
        '*.text',
        'address',
        '*.address',
        'phone',
        '*.phone',
        'email',
        '*.email',
        'body',
        '*.body',
        'req.headers',
      ],
      censor: '[removed]',
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
