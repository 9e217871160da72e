import { randomBytes } from 'node:crypto';
import type { TwilioStandIn } from '../../src/simulator/stand-ins/twilio.js';

/** Somebody who books by SMS and answers whatever is asked, however long the answer takes. */
export interface Texter {
  readonly from: string;
  /** The messages the house said it had accepted. */
  readonly sids: readonly string[];
  /** What was said and answered, for the message of a failing test. */
  readonly log: readonly string[];
  /** Resolves when the booking is confirmed. */
  book(): Promise<void>;
}

const PATIENCE_MS = 100_000;
const LOOK_EVERY_MS = 50;

export function createTexter(deps: {
  twilio: TwilioStandIn;
  from: string;
  to: string;
  random: () => number;
  /** Whether the house has handled all it was told by this person and has said all it had to say. */
  isAnswered: (from: string, sids: readonly string[]) => Promise<boolean>;
}): Texter {
  const { twilio, from, to, random } = deps;
  const sids: string[] = [];
  const log: string[] = [];
  const seen = new Set<string>();

  /**
   * A text seen before is a repeated one as long as the house has something left to say. Waiting some seconds instead was
   * wrong on a busy machine: the old question was answered a second time, and the answer meant something else by then.
   */
  function nextReply(): Promise<string> {
    return new Promise((resolve, reject) => {
      let repeated: NodeJS.Timeout | undefined;
      let isDone = false;
      const timer = setTimeout(
        () => reject(new Error(`${from} is stuck: no reply within ${PATIENCE_MS / 1000} s`)),
        PATIENCE_MS,
      );
      const take = (body: string): void => {
        isDone = true;
        seen.add(body);
        clearTimeout(timer);
        clearTimeout(repeated);
        stop();
        resolve(body);
      };
      const takeIfLast = (body: string): void => {
        deps.isAnswered(from, sids).then((isAnswered) => {
          if (isDone) return;
          if (isAnswered) take(body);
          else repeated = setTimeout(takeIfLast, LOOK_EVERY_MS, body);
        }, reject);
      };
      const stop = twilio.onEvent((event) => {
        if (event.type !== 'message' || event.to !== from) return;
        if (seen.has(event.body)) repeated ??= setTimeout(takeIfLast, LOOK_EVERY_MS, event.body);
        else take(event.body);
      });
    });
  }

  /** The provider delivers until it hears 2xx; the person sends once. */
  async function say(text: string): Promise<string> {
    const sid = `SM${randomBytes(16).toString('hex')}`;
    sids.push(sid);
    const reply = nextReply();
    for (;;) {
      const { status } = await twilio.device.text(from, to, text, { sid });
      if (status === 200) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    log.push(`> ${text}`);
    const got = await reply;
    log.push(`< ${got.slice(0, 40)}`);
    return got;
  }

  function answerTo(reply: string): string | null {
    if (reply.includes('Received: BK-')) return null;
    if (reply.includes('What is your name?')) return 'Rosa Field';
    if (reply.includes('When suits you?') || reply.includes('Closest:'))
      return random() < 0.3 ? '7' : String(1 + Math.floor(random() * 3));
    if (reply.includes('Those are all there are')) return '1';
    return '1';
  }

  return {
    from,
    sids,
    log,
    async book() {
      for (let text: string | null = 'hi'; text !== null;) text = answerTo(await say(text));
    },
  };
}

/** Resolves after so many more replies to anybody. */
export function someReplies(twilio: TwilioStandIn, count: number): Promise<void> {
  return new Promise((resolve) => {
    let left = count;
    const stop = twilio.onEvent((event) => {
      if (event.type !== 'message' || --left > 0) return;
      stop();
      resolve();
    });
  });
}
