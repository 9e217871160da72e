import type { AddressInfo } from 'node:net';
import type { SMTPServer, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { noFaults, type Faults, type StandIn } from './stand-in.js';

/** A mail as its reader sees it. */
export interface ReceivedMail {
  readonly type: 'mail';
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Each calendar file once, with the method its part names. */
  readonly calendars: readonly { readonly method: string | null; readonly content: string }[];
}

export interface MailStandIn extends StandIn<ReceivedMail> {
  /** Everything that was delivered, oldest first. */
  readonly mails: readonly ReceivedMail[];
}

type Done = (error?: Error | null) => void;

/** A mailbox for every address, on 127.0.0.1. Addresses that begin with `nobody@` do not exist. */
export function createMailStandIn({ port: wantedPort = 0 }: { readonly port?: number } = {}): MailStandIn {
  const faults: Faults = noFaults();
  const problems: string[] = [];
  const mails: ReceivedMail[] = [];
  const listeners = new Set<(mail: ReceivedMail) => void>();
  let server: SMTPServer | undefined;
  let starting: Promise<void> | undefined;
  let port = wantedPort;

  function onRcptTo(address: { readonly address: string }, _session: SMTPServerSession, done: Done): void {
    if (faults.rateLimit > 0) {
      faults.rateLimit--;
      return done(smtpError(451, 'Too many messages, try again later'));
    }
    if (faults.failBeforeEffect > 0) {
      faults.failBeforeEffect--;
      return done(smtpError(451, 'Temporary failure, try again later'));
    }
    done(address.address.startsWith('nobody@') ? smtpError(550, 'No such mailbox') : null);
  }

  async function onData(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    const mail = await readMail(Buffer.concat(chunks), session);
    if (!mail.messageId) problems.push(`mail: "${mail.subject}" has no Message-ID`);
    mails.push(mail);
    for (const listener of listeners) listener(mail);
    if (faults.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.delayMs).unref());
  }

  async function open(): Promise<void> {
    // Only simulators and tests need a mail server; a production install does not carry one.
    const { SMTPServer: Server } = await import('smtp-server');
    const made = new Server({
      authOptional: true,
      // Plain text on the same machine; a certificate would only be in the way.
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      onRcptTo,
      onData(stream, session, done) {
        onData(stream, session).then(
          () => {
            if (faults.cutAfterEffect === 0) return done();
            faults.cutAfterEffect--;
            for (const connection of made.connections) connection.close();
          },
          (error: unknown) => {
            problems.push(`mail: a message could not be read: ${String(error)}`);
            done(smtpError(554, 'Unreadable message'));
          },
        );
      },
    });
    // A client that hangs up is its own business.
    made.on('error', () => undefined);
    server = made;
    await new Promise<void>((resolve, reject) => {
      made.server.once('error', reject);
      made.listen(port, '127.0.0.1', () => resolve());
    });
    port = (made.server.address() as AddressInfo).port; // a TCP server's address is never a string
  }

  return {
    get url() {
      return `smtp://127.0.0.1:${port}`;
    },
    faults,
    problems,
    mails,
    start() {
      starting ??= open();
      return starting;
    },
    async stop() {
      const running = server;
      server = undefined;
      starting = undefined;
      if (!running) return;
      await new Promise<void>((resolve) => {
        running.close(() => resolve());
        for (const connection of running.connections) connection.close();
      });
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function readMail(source: Buffer, { envelope }: SMTPServerSession): Promise<ReceivedMail> {
  const { simpleParser } = await import('mailparser');
  const parsed = await simpleParser(source);
  const files = parsed.attachments.filter(
    ({ contentType }) => contentType === 'text/calendar' || contentType === 'application/ics',
  );
  const contents = [...new Set(files.map(({ content }) => Buffer.from(content).toString('utf8')))];
  const method = /^Content-Type: text\/calendar;[^]*?method=(\w+)/im.exec(source.toString('latin1'))?.[1] ?? null;
  return {
    type: 'mail',
    messageId: parsed.messageId ?? '',
    from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
    to: envelope.rcptTo.map(({ address }) => address),
    subject: parsed.subject ?? '',
    text: (parsed.text ?? '').trim(),
    calendars: contents.map((content) => ({ method, content })),
  };
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
