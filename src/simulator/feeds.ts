import type { Clock } from '../platform/clock.js';
import type { Trace, WatchedXRay } from '../platform/xray.js';
import type {
  AttachedFile,
  Button,
  Change,
  ChatLine,
  Mail,
  Payment,
  Phone,
  SlackCard,
  SlackPart,
  TraceView,
} from './page-state.js';
import type { Cast } from './people.js';
import type { SimulatorStandIns } from './simulator.js';
import type { ReceivedMail } from './stand-ins/mail.js';
import type { SlackMessage } from './stand-ins/slack.js';
import type { SlackBlock, SlackElement } from './stand-ins/slack-blocks.js';
import type { StripeDeviceEvent } from './stand-ins/stripe.js';
import type { TelegramMessage } from './stand-ins/telegram.js';
import type { TwilioDeviceEvent } from './stand-ins/twilio.js';

export interface FeedsDeps {
  readonly standIns: SimulatorStandIns;
  readonly xray: WatchedXRay;
  readonly clock: Clock;
  readonly cast: () => Cast;
  /** Ids of lines the page knows already keep their time. */
  readonly knownLine: (phone: Phone, id: string) => ChatLine | undefined;
  readonly isKnownPayment: (id: string) => boolean;
  readonly put: (change: Change) => void;
}

/** Listens to every stand-in and to the X-ray, and turns what they tell into changes of the page. Returns the way to stop. */
export function openFeeds(deps: FeedsDeps): () => void {
  const { standIns, clock, put } = deps;
  const nowUtc = (): number => clock.nowUtc();
  let counter = 0;
  // A doubled webhook has the same event id and often the same millisecond, and is still a way of its own.
  const traceIds = new WeakMap<Trace, string>();
  const idOf = (trace: Trace): string => {
    const id = traceIds.get(trace) ?? `x${++counter}`;
    traceIds.set(trace, id);
    return id;
  };
  const stops = [
    standIns.twilio?.onEvent((event) => {
      if (event.type === 'status' || event.type === 'typing') return;
      const phone = phoneOf(event.to, deps.cast());
      if (phone) put({ kind: 'line', phone, line: twilioLine(event, nowUtc(), () => `n${++counter}`) });
    }),
    standIns.telegram?.onEvent((event) => {
      if (event.type !== 'message' && event.type !== 'edited') return;
      const { message } = event;
      if (message.chatId !== deps.cast().sam.id) return;
      const id = String(message.messageId);
      const atUtc = deps.knownLine('telegram', id)?.atUtc ?? nowUtc();
      put({ kind: 'line', phone: 'telegram', line: telegramLine(message, id, atUtc) });
    }),
    standIns.slack?.onEvent((event) => {
      if (event.type === 'clickFailed') {
        const { person, status } = event;
        const why = status === null ? 'nobody answered within 3 seconds' : `the answer was ${status}`;
        const text = `⚠ The click was not taken: ${why}.`;
        put({
          kind: 'card',
          card: { id: `f${++counter}`, atUtc: nowUtc(), text, parts: textPart(text), onlyFor: person.id },
        });
      } else put({ kind: 'card', card: slackCard(event.message, nowUtc(), event.type === 'updated') });
    }),
    standIns.stripe?.onEvent((event) => {
      // Links from before "start over" still end at the provider; nobody here waits for them.
      if (event.type !== 'link' && !deps.isKnownPayment(event.sessionId)) return;
      put({ kind: 'payment', payment: paymentOf(event, nowUtc()) });
    }),
    standIns.mail?.onEvent((mail) => put({ kind: 'mail', mail: mailOf(mail, nowUtc(), `m${++counter}`) })),
    deps.xray.onChange((trace) => put({ kind: 'trace', trace: traceView(trace, idOf(trace)) })),
  ];
  return () => {
    for (const stop of stops) stop?.();
  };
}

function phoneOf(to: string, cast: Cast): Phone | null {
  if (to === cast.rosa.number) return 'sms';
  return to === `whatsapp:${cast.maria.number}` ? 'whatsapp' : null;
}

function twilioLine(
  event: Exclude<TwilioDeviceEvent, { type: 'status' | 'typing' }>,
  atUtc: number,
  newId: () => string,
): ChatLine {
  if (event.type === 'keywordAnswer') return { id: newId(), from: 'network', text: event.body, atUtc, parts: 1 };
  const { sid, body, buttons, rows, listButton, segments, media } = event;
  return {
    id: sid,
    from: 'us',
    text: body,
    atUtc,
    parts: segments,
    ...(buttons ? { buttons: buttons.map((button) => [button]) } : {}),
    ...(media[0] === undefined ? {} : { file: { name: 'The file', href: media[0] } }),
    ...(rows ? { list: { title: listButton ?? 'Choose', rows } } : {}),
  };
}

function telegramLine({ text, keyboard, document }: TelegramMessage, id: string, atUtc: number): ChatLine {
  const buttons = keyboard.map((row) =>
    row.map(({ text: title, callback_data: data, url }): Button => ({
      id: data ?? url ?? title,
      title,
      ...(url ? { url } : {}),
    })),
  );
  return {
    id,
    from: 'us',
    text,
    atUtc,
    ...(buttons.length > 0 ? { buttons } : {}),
    ...(document ? { file: attached(document.filename, document.contentType, document.content) } : {}),
  };
}

function slackCard(
  { ts, text, blocks, files = [], onlyFor, threadTs, by }: SlackMessage,
  atUtc: number,
  isEdited: boolean,
): SlackCard {
  const shared = files.map(({ name, type, content }): SlackPart => ({
    kind: 'file',
    file: attached(name, type, content),
  }));
  const parts = [...blocks.flatMap(slackParts), ...(shared.length > 0 && text !== '' ? textPart(text) : []), ...shared];
  return {
    id: ts,
    // Slack's ids begin with the second the message was posted in.
    atUtc: isEdited ? Number(ts.split('.')[0]) * 1_000 : atUtc,
    text,
    parts: parts.length > 0 ? parts : textPart(text),
    ...(threadTs ? { threadOf: threadTs } : {}),
    ...(by ? { by: by.name } : {}),
    ...(onlyFor ? { onlyFor } : {}),
    ...(isEdited ? { isEdited } : {}),
  };
}

function slackParts({ type, text, elements = [] }: SlackBlock): SlackPart[] {
  switch (type) {
    case 'header':
      return [{ kind: 'header', text: text?.text ?? '' }];
    case 'section':
      return [{ kind: 'text', text: text?.text ?? '' }];
    case 'context':
      return [{ kind: 'context', text: elements.map(wordsOf).join(' ') }];
    case 'actions':
      return [
        {
          kind: 'buttons',
          buttons: elements.map((element) => ({
            id: element.action_id ?? '',
            label: wordsOf(element),
            style: element.style === 'primary' || element.style === 'danger' ? element.style : 'plain',
          })),
        },
      ];
    default:
      return [{ kind: 'divider' }];
  }
}

function wordsOf({ text }: SlackElement): string {
  return typeof text === 'string' ? text : (text?.text ?? '');
}

function textPart(text: string): SlackPart[] {
  return [{ kind: 'text', text }];
}

/** In the page itself: what stand-ins hold has no address of its own. */
function attached(name: string, type: string, content: Buffer): AttachedFile {
  return { name, href: `data:${type.split(';')[0] ?? ''};base64,${content.toString('base64')}` };
}

function paymentOf({ type, sessionId, ...rest }: StripeDeviceEvent, atUtc: number): Payment {
  return { id: sessionId, state: type, atUtc, ...rest };
}

function mailOf({ messageId, from, to, subject, text, calendars }: ReceivedMail, atUtc: number, spareId: string): Mail {
  return {
    id: messageId || spareId,
    atUtc,
    from,
    to,
    subject,
    text,
    calendars: calendars.map(({ content }) => content),
  };
}

/** A trace grows while it is watched; the page gets a copy of it as it is now. */
function traceView({ conversationId, startedAtUtc, stations }: Trace, id: string): TraceView {
  return {
    id,
    channel: conversationId.split(':')[0] ?? '',
    startedAtUtc,
    stations: stations.map((station) => ({ ...station })),
  };
}
