import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Ours, so that a mail that came twice can be told as one by the reader's program. */
  readonly messageId: string;
  readonly calendar?: { readonly method: 'REQUEST' | 'CANCEL'; readonly content: string };
}

export type MailOutcome =
  | { readonly kind: 'sent' }
  /** Nothing was taken over; it may be tried again. */
  | { readonly kind: 'again'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string }
  /** The server may have taken it. SMTP has no way to ask. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface Mailer {
  send(mail: Mail): Promise<MailOutcome>;
  stop(): Promise<void>;
}

const CONNECT_MS = 5_000;
const IDLE_MS = 10_000;

/** Mail by SMTP. Makes no connection until something is sent. */
export function createMailer({ smtpUrl, from }: { readonly smtpUrl: string; readonly from: string }): Mailer {
  const transport = createTransport(
    {
      url: smtpUrl,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: IDLE_MS,
      // No pool: it queues a mail again by itself when a connection ends in the middle of one.
    },
    // Mail programs act on our words only: nothing in a mail may make the server read files or addresses.
    { from, disableFileAccess: true, disableUrlAccess: true },
  );
  return {
    async send({ to, subject, text, messageId, calendar }) {
      // Read only once the server has asked for the message: SMTP errors alone do not tell before from after.
      let hasBegun = false;
      const lazyText = Readable.from(
        (function* () {
          hasBegun = true;
          yield Buffer.from(text, 'utf8');
        })(),
      );
      try {
        const sent = await transport.sendMail({
          to: { name: '', address: to },
          subject,
          text: lazyText,
          messageId,
          ...(calendar && { icalEvent: { method: calendar.method, filename: 'visit.ics', content: calendar.content } }),
        });
        return sent.rejected.length > 0 ? { kind: 'refused', reason: 'the address was refused' } : { kind: 'sent' };
      } catch (error) {
        return outcomeOf(error, hasBegun);
      }
    },
    async stop() {
      transport.close();
    },
  };
}

function outcomeOf(error: unknown, hasBegun: boolean): MailOutcome {
  const responseCode = field(error, 'responseCode');
  const parts = [field(error, 'code'), responseCode].filter(
    (part) => typeof part === 'string' || typeof part === 'number',
  );
  const reason = parts.join(' ') || 'no reason given';
  if (typeof responseCode === 'number')
    return responseCode >= 500 ? { kind: 'refused', reason } : { kind: 'again', reason };
  return hasBegun ? { kind: 'unknown', reason } : { kind: 'again', reason };
}

function field(error: unknown, name: 'code' | 'responseCode'): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
