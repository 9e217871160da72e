import { z } from 'zod';
import type { MovableClock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import {
  LASTING_FAULTS,
  NEXT_FAULTS,
  PHONES,
  PROVIDERS,
  type Change,
  type ChatLine,
  type Phone,
} from './page-state.js';
import { OPERATORS, type Cast, type OperatorName } from './people.js';
import { SAMPLE_PICTURE, SAMPLE_PLACE } from './sample-picture.js';
import type { SimulatorStandIns } from './simulator.js';
import type { WebhookAnswer } from './stand-ins/webhook-poster.js';
import { writeFault } from './switchboard.js';
import { DAY_MS } from '../platform/time-units.js';

const OPERATOR_NAMES = ['asha', 'ben'] as const satisfies readonly OperatorName[];
const TEXT_CHARS = 1_600;
const id = z.string().min(1).max(300);

/** Everything that can be done on the page. */
export const actSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('text'), phone: z.enum(PHONES), text: z.string().trim().min(1).max(TEXT_CHARS) }),
  z.strictObject({ act: z.literal('tap'), phone: z.enum(['whatsapp', 'telegram']), lineId: id, buttonId: id }),
  z.strictObject({ act: z.literal('start') }),
  z.strictObject({ act: z.enum(['photo', 'place']), phone: z.enum(['whatsapp', 'telegram']) }),
  z.strictObject({ act: z.literal('click'), operator: z.enum(OPERATOR_NAMES), cardId: id, buttonId: id }),
  z.strictObject({
    act: z.literal('write'),
    operator: z.enum(OPERATOR_NAMES),
    cardId: id,
    text: z.string().trim().max(TEXT_CHARS),
    picture: z.boolean().optional(),
  }),
  z.strictObject({ act: z.literal('pay'), paymentId: id, card: z.enum(['paid', 'declined', 'late']) }),
  z.strictObject({ act: z.literal('clock'), move: z.enum(['quarter', 'day', 'reminder']) }),
  z.strictObject({
    act: z.literal('fault'),
    provider: z.enum(PROVIDERS),
    fault: z.enum([...LASTING_FAULTS, ...NEXT_FAULTS]),
    isOn: z.boolean(),
  }),
  z.strictObject({ act: z.literal('startOver') }),
  z.strictObject({ act: z.literal('visit'), shopId: id }),
]);
export type Act = z.infer<typeof actSchema>;

export type ActOutcome =
  | { readonly kind: 'done' }
  /** The provider is real here, or what was to be pressed is not there any more. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface ActsDeps {
  readonly standIns: SimulatorStandIns;
  readonly clock: MovableClock;
  readonly smsNumber: string;
  readonly whatsappNumber: string;
  readonly cast: () => Cast;
  readonly nextReminderAtUtc: () => Promise<number | null>;
  readonly put: (change: Change) => void;
  readonly faultsChanged: () => void;
  readonly startOver: () => Promise<void>;
  /** Goes to another business. False when there is none of that id. */
  readonly visit: (shopId: string) => Promise<boolean>;
  readonly log: Log;
}

export interface Acts {
  /** Does it and returns at once: what it leads to is told by the stand-ins. */
  perform(act: Act): Promise<ActOutcome>;
  /** How far the clock was moved from here, in milliseconds. */
  movedMs(): number;
  forgetMoves(): void;
}

const QUARTER_MS = 15 * 60_000;
const DONE: ActOutcome = { kind: 'done' };
const refused = (reason: string): ActOutcome => ({ kind: 'refused', reason });

/** What hands do on the devices. */
export function createActs(deps: ActsDeps): Acts {
  const { standIns, clock, put } = deps;
  let lines = 0;
  let movedMs = 0;
  let startingOver: Promise<void> | undefined;

  /** Shows the person's own line and keeps its tick true: the webhook's last answer decides. */
  function say(phone: Phone, text: string, send: () => Promise<WebhookAnswer>): void {
    const line: ChatLine = { id: `me${++lines}`, from: 'me', text, atUtc: clock.nowUtc(), sent: 'sending' };
    put({ kind: 'line', phone, line });
    send().then(
      ({ status }) => put({ kind: 'line', phone, line: { ...line, sent: isTaken(status) ? 'sent' : 'failed' } }),
      (error: unknown) => {
        deps.log.error({ err: error, phone }, 'a message from the phones page could not be posted');
        put({ kind: 'line', phone, line: { ...line, sent: 'failed' } });
      },
    );
  }

  function text(phone: Phone, words: string): ActOutcome {
    const { rosa, maria, sam } = deps.cast();
    if (phone === 'telegram') {
      const { telegram } = standIns;
      if (!telegram) return refused('This phone is connected to the real Telegram.');
      say(phone, words, () => telegram.device.text(sam, words));
      return DONE;
    }
    const { twilio } = standIns;
    if (!twilio) return refused('This phone is connected to the real Twilio.');
    if (phone === 'sms') say(phone, words, () => twilio.device.text(rosa.number, deps.smsNumber, words));
    else
      say(phone, words, () =>
        twilio.device.text(`whatsapp:${maria.number}`, `whatsapp:${deps.whatsappNumber}`, words, {
          profileName: maria.name,
        }),
      );
    return DONE;
  }

  function tap({ phone, lineId, buttonId }: Extract<Act, { act: 'tap' }>): ActOutcome {
    const { maria, sam } = deps.cast();
    if (phone === 'telegram') {
      const { telegram } = standIns;
      if (!telegram) return refused('This phone is connected to the real Telegram.');
      const message = telegram.messages.find(
        ({ messageId, chatId }) => String(messageId) === lineId && chatId === sam.id,
      );
      const button = message?.keyboard.flat().find(({ callback_data: data }) => data === buttonId);
      if (!message || !button) return refused('That button is not there any more.');
      // A tap leaves no line in Telegram; the bot's answer is what is seen.
      telegram.device.tap(sam, message.messageId, buttonId).catch((error: unknown) => {
        deps.log.error({ err: error }, 'a tap from the phones page could not be posted');
      });
      return DONE;
    }
    const { twilio } = standIns;
    if (!twilio) return refused('This phone is connected to the real Twilio.');
    const from = `whatsapp:${maria.number}`;
    const filled = twilio.messages.find(({ sid, to }) => sid === lineId && to === from)?.filled;
    const button = [...(filled?.buttons ?? []), ...(filled?.rows ?? [])].find((one) => one.id === buttonId);
    if (!button) return refused('That button is not there any more.');
    say(phone, button.title, () => twilio.device.tap(from, lineId, buttonId, { profileName: maria.name }));
    return DONE;
  }

  function start(): ActOutcome {
    const { telegram } = standIns;
    if (!telegram) return refused('This phone is connected to the real Telegram.');
    say('telegram', '/start', () => telegram.device.start(deps.cast().sam));
    return DONE;
  }

  function click({ operator, cardId, buttonId }: Extract<Act, { act: 'click' }>): ActOutcome {
    const { slack } = standIns;
    if (!slack) return refused('This window is connected to the real Slack.');
    const message = slack.messages.find(({ ts }) => ts === cardId);
    const isThere = message?.blocks.some(({ elements }) => elements?.some((element) => element.action_id === buttonId));
    if (!isThere) return refused('That button is not there any more.');
    slack.device.click(OPERATORS[operator], cardId, buttonId).catch((error: unknown) => {
      deps.log.error({ err: error }, 'a click from the phones page could not be posted');
    });
    return DONE;
  }

  /** A line in the thread of a card, with or without a picture. It reaches nobody outside unless its *Send to customer* is pressed. */
  function write({ operator, cardId, text: words, picture }: Extract<Act, { act: 'write' }>): ActOutcome {
    const { slack } = standIns;
    if (!slack) return refused('This window is connected to the real Slack.');
    if (!slack.messages.some(({ ts, threadTs }) => ts === cardId && threadTs === undefined))
      return refused('That message is not there any more.');
    if (words === '' && !picture) return refused('There is nothing to write.');
    slack.device.write(OPERATORS[operator], cardId, words, picture ? [SAMPLE_PICTURE] : []).catch((error: unknown) => {
      deps.log.error({ err: error }, 'a line from the phones page could not be posted');
    });
    return DONE;
  }

  function share({ act: what, phone }: Extract<Act, { act: 'photo' | 'place' }>): ActOutcome {
    const { maria, sam } = deps.cast();
    const { latitude, longitude } = SAMPLE_PLACE;
    const shown = what === 'photo' ? 'A photo' : 'My place on the map';
    if (phone === 'telegram') {
      const device = standIns.telegram?.device;
      if (!device) return refused('This phone is connected to the real Telegram.');
      say(phone, shown, () =>
        what === 'photo' ? device.file(sam, SAMPLE_PICTURE, 'photo') : device.location(sam, latitude, longitude),
      );
      return DONE;
    }
    const device = standIns.twilio?.device;
    if (!device) return refused('This phone is connected to the real Twilio.');
    const [from, to] = [`whatsapp:${maria.number}`, `whatsapp:${deps.whatsappNumber}`];
    const extras = { profileName: maria.name };
    say(phone, shown, () =>
      what === 'photo'
        ? device.media(from, to, SAMPLE_PICTURE.type, '', SAMPLE_PICTURE.content, extras)
        : device.location(from, to, latitude, longitude, extras),
    );
    return DONE;
  }

  function pay({ paymentId, card }: Extract<Act, { act: 'pay' }>): ActOutcome {
    const { stripe } = standIns;
    if (!stripe) return refused('Payments are connected to the real Stripe.');
    return stripe.pay(paymentId, card) === 'done' ? DONE : refused('That link cannot be paid any more.');
  }

  async function moveClock(move: 'quarter' | 'day' | 'reminder'): Promise<ActOutcome> {
    let byMs = move === 'quarter' ? QUARTER_MS : DAY_MS;
    if (move === 'reminder') {
      const atUtc = await deps.nextReminderAtUtc();
      if (atUtc === null) return refused('No reminder is planned. Book a visit for tomorrow or later first.');
      byMs = Math.max(0, atUtc - clock.nowUtc());
    }
    movedMs += byMs;
    clock.advance(byMs);
    return DONE;
  }

  return {
    movedMs: () => movedMs,
    forgetMoves: () => void (movedMs = 0),
    async perform(act) {
      switch (act.act) {
        case 'text':
          return text(act.phone, act.text);
        case 'tap':
          return tap(act);
        case 'start':
          return start();
        case 'photo':
        case 'place':
          return share(act);
        case 'click':
          return click(act);
        case 'write':
          return write(act);
        case 'pay':
          return pay(act);
        case 'clock':
          return moveClock(act.move);
        case 'fault': {
          const standIn = standIns[act.provider];
          if (!standIn) return refused('This provider is the real one: its faults are its own.');
          writeFault(standIn, act.fault, act.isOn);
          deps.faultsChanged();
          return DONE;
        }
        case 'startOver':
          // Pressed twice at once it is one: the second waits for the first.
          startingOver ??= deps.startOver().finally(() => (startingOver = undefined));
          await startingOver;
          return DONE;
        case 'visit':
          await startingOver;
          return (await deps.visit(act.shopId)) ? DONE : refused('There is no such business here.');
      }
    },
  };
}

function isTaken(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}
