import { z } from 'zod';
import type {
  ChannelEvent,
  DeliveryReceipt,
  InboundContent,
  InboundFile,
  InboundMessage,
} from '../../src/messaging/channel.js';
import { parseChoiceToken } from '../../src/messaging/message.js';
import { causeOf } from './outcomes.js';
import type { Form } from './signature.js';

const address = z.string().min(1).max(200);
const sid = z.string().regex(/^[A-Za-z0-9]{10,64}$/);

/** Only what we read. Twilio adds fields without notice; they are ignored, never refused. */
const messageForm = z.object({
  MessageSid: sid,
  From: address,
  To: address,
  Body: z.string().default(''),
  NumMedia: z.coerce.number().int().min(0).catch(0),
  MediaContentType0: z.string().max(200).optional().catch(undefined),
  MediaUrl0: z.string().max(2000).optional().catch(undefined),
  MessageType: z.string().optional(),
  ProfileName: z.string().max(200).optional().catch(undefined),
  ButtonPayload: z.string().optional(),
  ButtonText: z.string().optional(),
  ListId: z.string().optional(),
  ListTitle: z.string().optional(),
  Latitude: z.string().optional(),
  Longitude: z.string().optional(),
  Label: z.string().optional(),
  Address: z.string().optional(),
  OptOutType: z.string().optional(),
});
type MessageForm = z.infer<typeof messageForm>;

const statusForm = z.object({
  MessageSid: sid,
  MessageStatus: z.string().min(1).max(40),
  From: address,
  To: address,
  ErrorCode: z.string().max(20).optional(),
});

/** Words Twilio itself acts on for SMS, in any case, when they are the whole message (FL-19). */
const SMS_STOP_WORDS = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const SMS_START_WORDS = new Set(['START', 'YES', 'UNSTOP']);
/** On WhatsApp nobody but us acts on words, and CANCEL there is an ordinary answer. */
const WHATSAPP_STOP_WORDS = new Set(['STOP', 'UNSUBSCRIBE']);
const WHATSAPP_START_WORDS = new Set(['START']);
/** These allow our texts again AND mean something in a chat: the person is also heard. */
const ALSO_TEXT = new Set(['START', 'YES']);

export type Parsed =
  { readonly kind: 'events'; readonly events: readonly ChannelEvent[] } | { readonly kind: 'unreadable' };

/** A customer's message as events: usually one, two when a word both changes consent and is an answer. */
export function parseMessage(form: Form): Parsed {
  const parsed = messageForm.safeParse(form);
  if (!parsed.success) return { kind: 'unreadable' };
  const fields = parsed.data;
  const channel = channelOf(fields.From);
  const base = {
    type: 'message' as const,
    channel,
    account: fields.To,
    address: fields.From,
    ...profileOf(fields),
  };
  const consent = consentOf(fields, channel);
  const events: ChannelEvent[] = [];
  if (consent) events.push({ ...base, eventId: `${fields.MessageSid}:consent`, content: consent });
  if (!consent || ALSO_TEXT.has(keywordOf(fields))) {
    events.push({ ...base, eventId: fields.MessageSid, content: contentOf(fields, channel) });
  }
  return { kind: 'events', events };
}

/** A delivery report. Steps on the way (queued, sending) say nothing new and make no event (NT-12). */
export function parseStatus(form: Form): Parsed {
  const parsed = statusForm.safeParse(form);
  if (!parsed.success) return { kind: 'unreadable' };
  const { MessageSid, MessageStatus, From, To, ErrorCode } = parsed.data;
  const status = RECEIPT_OF.get(MessageStatus);
  if (!status) return { kind: 'events', events: [] };
  const cause = status === 'failed' && ErrorCode ? causeOf(ErrorCode) : undefined;
  const receipt: ChannelEvent = {
    type: 'receipt',
    channel: channelOf(To),
    account: From,
    address: To,
    eventId: `${MessageSid}:${MessageStatus}`,
    providerMessageId: MessageSid,
    status,
    ...(ErrorCode ? { errorCode: ErrorCode } : {}),
    ...(cause ? { cause } : {}),
  };
  return { kind: 'events', events: [receipt] };
}

const RECEIPT_OF = new Map<string, DeliveryReceipt['status']>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

function channelOf(side: string): 'sms' | 'whatsapp' {
  return side.startsWith('whatsapp:') ? 'whatsapp' : 'sms';
}

/** A WhatsApp sender may be known by an opaque id alone (`whatsapp:US.1349…`): then there is no phone number. */
function profileOf({ From, ProfileName }: MessageForm): Pick<InboundMessage, 'profile'> {
  const phone = /^(?:whatsapp:)?(\+\d{5,15})$/.exec(From)?.[1];
  if (!phone && !ProfileName) return {};
  return { profile: { ...(ProfileName ? { displayName: ProfileName } : {}), ...(phone ? { phone } : {}) } };
}

const keywordOf = ({ Body }: MessageForm): string => Body.trim().toUpperCase();

function consentOf(
  fields: MessageForm,
  channel: 'sms' | 'whatsapp',
): Extract<InboundContent, { kind: 'consent' }> | null {
  if (fields.ButtonPayload || fields.ListId || fields.NumMedia > 0) return null;
  const word = keywordOf(fields);
  const stops = channel === 'sms' ? SMS_STOP_WORDS : WHATSAPP_STOP_WORDS;
  const starts = channel === 'sms' ? SMS_START_WORDS : WHATSAPP_START_WORDS;
  if (fields.OptOutType === 'STOP' || stops.has(word))
    return { kind: 'consent', granted: false, source: source(word, 'STOP') };
  if (fields.OptOutType === 'START' || starts.has(word))
    return { kind: 'consent', granted: true, source: source(word, 'START') };
  return null;
}

/** With Advanced Opt-Out the shop chooses its own words; then Twilio's type names what happened. */
function source(word: string, type: string): string {
  return `keyword ${/^[A-Z]{1,20}$/.test(word) ? word : type}`;
}

function contentOf(fields: MessageForm, channel: 'sms' | 'whatsapp'): InboundContent {
  const { Body, ButtonPayload, ButtonText, ListId, ListTitle, NumMedia, Latitude, Longitude } = fields;
  if (ButtonPayload) return tapped(ButtonPayload, ButtonText ?? Body);
  if (ListId) return tapped(ListId, ListTitle ?? Body);
  if (NumMedia > 0)
    return {
      kind: 'media',
      media: mediaKind(fields.MediaContentType0 ?? '', channel),
      ...caption(Body),
      ...fileOf(fields),
    };
  if (Latitude && Longitude)
    return {
      kind: 'media',
      media: 'location',
      ...caption(Body || (fields.Label ?? fields.Address ?? '')),
      ...placeOf(fields),
    };
  if (Body === '' && fields.MessageType === 'sticker') return { kind: 'media', media: 'sticker' };
  if (Body === '' && fields.MessageType === 'contacts') return { kind: 'media', media: 'contact' };
  return { kind: 'text', text: Body };
}

/** A button of an approved template carries its own payload, not ours: its words count then. */
function tapped(token: string, label: string): InboundContent {
  if (!parseChoiceToken(token)) return { kind: 'text', text: label || token };
  return { kind: 'choice', token, ...(label ? { label } : {}) };
}

/** The first of what was sent: a question asks for one. */
function fileOf({ MediaUrl0: ref, MediaContentType0: type }: MessageForm): { file?: InboundFile } {
  return ref ? { file: { ref, type: type ?? null, bytes: null, name: null } } : {};
}

function placeOf(fields: MessageForm): Pick<Extract<InboundContent, { kind: 'media' }>, 'location'> {
  const [latitude, longitude] = [Number(fields.Latitude), Number(fields.Longitude)];
  if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) return {};
  const label = fields.Address ?? fields.Label;
  return { location: { latitude, longitude, ...(label ? { label } : {}) } };
}

function caption(text: string): { caption?: string } {
  return text ? { caption: text } : {};
}

function mediaKind(
  contentType: string,
  channel: 'sms' | 'whatsapp',
): Extract<InboundContent, { kind: 'media' }>['media'] {
  if (contentType === 'image/webp' && channel === 'whatsapp') return 'sticker';
  if (contentType.startsWith('image/')) return 'image';
  if (contentType.startsWith('audio/')) return 'voice';
  if (contentType.startsWith('video/')) return 'video';
  if (/^text\/(x-)?vcard\b/.test(contentType)) return 'contact';
  return 'file';
}
