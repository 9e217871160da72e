import { randomBytes } from 'node:crypto';
import type { TwilioDeviceEvent } from './twilio.js';
import type { StoredMessage } from './twilio-messages.js';
import { signTwilioRequest } from './twilio-signature.js';
import type { WebhookAnswer, WebhookPoster } from './webhook-poster.js';

export interface InboundExtras {
  /** The provider's id; a new one when absent. The same id again is a redelivery. */
  readonly sid?: string;
  readonly profileName?: string;
  /** Any further fields of the webhook, as Twilio names them. */
  readonly fields?: Readonly<Record<string, string>>;
}

export interface SentMedia {
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** The phones: what a person does, turned into signed webhooks. Each act resolves with the last answer it got. */
export interface TwilioDevice {
  text(from: string, to: string, body: string, extras?: InboundExtras): Promise<WebhookAnswer>;
  /** Taps a button or a list row of a WhatsApp message that was sent to `from`. @throws when it has no such button. */
  tap(from: string, messageSid: string, buttonId: string, extras?: InboundExtras): Promise<WebhookAnswer>;
  /** Sends a picture or a file; its bytes are handed out at the address the webhook names, to the account alone. */
  media(
    from: string,
    to: string,
    contentType: string,
    caption?: string,
    content?: Uint8Array,
    extras?: InboundExtras,
  ): Promise<WebhookAnswer>;
  location(
    from: string,
    to: string,
    latitude: number,
    longitude: number,
    extras?: InboundExtras,
  ): Promise<WebhookAnswer>;
  /** Opens a WhatsApp message: its blue ticks. */
  read(messageSid: string): Promise<void>;
}

export interface TwilioDeviceDeps {
  readonly accountSid: string;
  readonly authToken: string;
  readonly webhookUrl: string;
  /** Our own address, known once the server runs. */
  readonly apiUrl: () => string;
  readonly poster: WebhookPoster;
  readonly messages: readonly StoredMessage[];
  readonly heard: (from: string, to: string) => void;
  readonly consent: (from: string, to: string, isStop: boolean) => void;
  readonly emit: (event: TwilioDeviceEvent) => void;
  readonly report: (message: StoredMessage, status: string) => Promise<void>;
}

/** Twilio's default keyword lists for SMS, and its own short answers. */
const STOP = /^(STOP|STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT)$/i;
const START = /^(START|YES|UNSTOP)$/i;
const HELP = /^(HELP|INFO)$/i;

export function createTwilioDevice(deps: TwilioDeviceDeps): TwilioDevice & {
  postStatus(message: StoredMessage, url: string, status: string, errorCode?: number): Promise<void>;
  sentMedia(path: string): SentMedia | undefined;
} {
  const { accountSid, authToken, poster } = deps;
  const sentMedia = new Map<string, SentMedia>();

  function post(url: string, fields: Record<string, string>, kind: 'event' | 'receipt'): Promise<WebhookAnswer> {
    const [address = url] = url.split('#');
    return poster.post({
      url: address,
      headers: () => ({
        'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
        'User-Agent': 'TwilioProxy/1.1',
        'I-Twilio-Idempotency-Token': randomBytes(16).toString('hex'),
        'X-Twilio-Signature': signTwilioRequest(authToken, url, fields),
      }),
      body: new URLSearchParams(fields).toString(),
      kind,
    });
  }

  function inbound(
    from: string,
    to: string,
    fields: Record<string, string>,
    extras: InboundExtras = {},
  ): Promise<WebhookAnswer> {
    const sid = extras.sid ?? `SM${randomBytes(16).toString('hex')}`;
    const isWhatsapp = from.startsWith('whatsapp:');
    const number = /^whatsapp:\+(\d+)$/.exec(from)?.[1];
    deps.heard(from, to);
    return post(
      deps.webhookUrl,
      {
        MessageSid: sid,
        SmsSid: sid,
        SmsMessageSid: sid,
        AccountSid: accountSid,
        From: from,
        To: to,
        NumMedia: '0',
        NumSegments: '1',
        SmsStatus: 'received',
        ApiVersion: '2010-04-01',
        ...(isWhatsapp ? { ProfileName: extras.profileName ?? 'Rosa Field', ...(number ? { WaId: number } : {}) } : {}),
        ...fields,
        ...extras.fields,
      },
      'event',
    );
  }

  /** SMS only: on WhatsApp Twilio acts on no words. */
  function actOnKeyword(from: string, to: string, body: string): void {
    if (from.startsWith('whatsapp:')) return;
    const word = body.trim();
    const answer = (text: string): void => deps.emit({ type: 'keywordAnswer', to: from, from: to, body: text });
    if (STOP.test(word)) {
      deps.consent(from, to, true);
      answer(
        'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
      );
    } else if (START.test(word)) {
      deps.consent(from, to, false);
      if (!/^YES$/i.test(word))
        answer(
          'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe.',
        );
    } else if (HELP.test(word)) answer('Reply STOP to unsubscribe.');
  }

  function sentMessage(sid: string): StoredMessage {
    const message = deps.messages.find((one) => one.sid === sid);
    if (!message) throw new Error(`twilio: no message ${sid} was sent`);
    return message;
  }

  return {
    text(from, to, body, extras) {
      actOnKeyword(from, to, body);
      return inbound(from, to, { Body: body }, extras);
    },
    tap(from, messageSid, buttonId, extras) {
      const { filled, from: to } = sentMessage(messageSid);
      const button = filled.buttons?.find(({ id }) => id === buttonId);
      const row = filled.rows?.find(({ id }) => id === buttonId);
      if (!button && !row) throw new Error(`twilio: message ${messageSid} has no button ${buttonId}`);
      const fields: Record<string, string> = button
        ? { Body: button.title, ButtonText: button.title, ButtonPayload: button.id, MessageType: 'button' }
        : { Body: row?.title ?? '', ListTitle: row?.title ?? '', ListId: buttonId, MessageType: 'interactive' };
      return inbound(
        from,
        to,
        { ...fields, OriginalRepliedMessageSid: messageSid, OriginalRepliedMessageSender: to },
        extras,
      );
    },
    sentMedia: (path) => sentMedia.get(path),
    media(from, to, contentType, caption = '', content = Buffer.alloc(0), extras) {
      const [message, media] = ['MM', 'ME'].map((prefix) => prefix + randomBytes(16).toString('hex'));
      const path = `/2010-04-01/Accounts/${accountSid}/Messages/${message}/Media/${media}`;
      sentMedia.set(path, { contentType, content });
      const fields = { NumMedia: '1', MediaContentType0: contentType, MediaUrl0: deps.apiUrl() + path };
      return inbound(from, to, { Body: caption, ...fields }, extras);
    },
    location(from, to, latitude, longitude, extras) {
      const position = { Latitude: String(latitude), Longitude: String(longitude) };
      return inbound(from, to, { Body: '', ...position, MessageType: 'location' }, extras);
    },
    read: (messageSid) => deps.report(sentMessage(messageSid), 'read'),
    async postStatus(message, url, status, errorCode) {
      await post(
        url,
        {
          MessageSid: message.sid,
          SmsSid: message.sid,
          AccountSid: accountSid,
          From: message.from,
          To: message.to,
          MessageStatus: status,
          SmsStatus: status,
          ApiVersion: '2010-04-01',
          ...(errorCode ? { ErrorCode: String(errorCode) } : {}),
        },
        'receipt',
      );
    },
  };
}
