import { z } from 'zod';
import type { ChannelEvent, InboundContent, InboundFile, InboundMessage } from '../../src/messaging/channel.js';
import { parseChoiceToken } from '../../src/messaging/message.js';

const id = z.number().int();
const user = z.object({
  id,
  is_bot: z.boolean().catch(false),
  first_name: z.string().catch(''),
  last_name: z.string().optional().catch(undefined),
  language_code: z.string().max(35).optional().catch(undefined),
});
const chat = z.object({ id, type: z.string() });
type Chat = z.infer<typeof chat>;
const present = z.unknown().optional();
/** A file of any kind; one without a readable id is a file all the same, only not one that can be fetched. */
const fileFields = z.object({
  file_id: z.string().min(1).max(200).optional().catch(undefined),
  mime_type: z.string().max(200).optional().catch(undefined),
  file_size: z.number().int().min(0).optional().catch(undefined),
  file_name: z.string().max(200).optional().catch(undefined),
});
const sentFile = fileFields.optional().catch({});
const position = z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) });

/** Only what we read; Telegram adds kinds of updates and messages freely, and those make no event. */
const message = z.object({
  chat,
  from: user.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  photo: z.array(fileFields).optional().catch([]),
  sticker: sentFile,
  voice: sentFile,
  audio: sentFile,
  video: sentFile,
  video_note: sentFile,
  animation: sentFile,
  document: sentFile,
  location: position.nullish().catch(null),
  venue: z
    .object({ location: position, title: z.string().max(200).catch(''), address: z.string().max(300).catch('') })
    .nullish()
    .catch(null),
  poll: present,
  dice: present,
  contact: z.object({ phone_number: z.string(), user_id: id.optional() }).optional().catch(undefined),
});
type Message = z.infer<typeof message>;
type User = z.infer<typeof user>;

const inlineButton = z.object({ text: z.string(), callback_data: z.string().optional() });
const callbackQuery = z.object({
  id: z.string().min(1).max(64),
  from: user,
  data: z.string().min(1).max(64).optional(),
  message: z
    .object({
      chat,
      reply_markup: z
        .object({ inline_keyboard: z.array(z.array(inlineButton)) })
        .optional()
        .catch(undefined),
    })
    .optional(),
});
const membership = z.object({ chat, from: user, new_chat_member: z.object({ status: z.string() }) });

const update = z.object({
  update_id: id,
  message: message.optional().catch(undefined),
  edited_message: message.optional().catch(undefined),
  callback_query: callbackQuery.optional().catch(undefined),
  my_chat_member: membership.optional().catch(undefined),
});

export type ParsedUpdate =
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'events'; readonly events: readonly ChannelEvent[]; readonly callbackId?: string };

/**
 * One update as events. Groups, channels, other bots and kinds we do not know make none: the bot stays silent there, and
 * the update is still acknowledged, since a refused one would be delivered again for hours (CH-04).
 */
export function parseUpdate(json: unknown, botId: string): ParsedUpdate {
  const parsed = update.safeParse(json);
  if (!parsed.success) return { kind: 'unreadable' };
  const {
    update_id: updateId,
    message: said,
    edited_message: edited,
    callback_query: tap,
    my_chat_member: member,
  } = parsed.data;
  const events = (
    content: InboundContent | null,
    from: User | undefined,
    where: Chat,
    phone?: string,
  ): ChannelEvent[] => {
    if (!content || !from || from.is_bot || where.type !== 'private') return [];
    const ids = { channel: 'telegram', account: botId, address: String(where.id), eventId: String(updateId) } as const;
    return [{ type: 'message', ...ids, content, profile: profileOf(from, phone) }];
  };
  if (said) return { kind: 'events', events: events(contentOf(said), said.from, said.chat, ownPhone(said)) };
  if (edited) {
    const text = wellFormed(edited.text ?? edited.caption ?? '');
    return { kind: 'events', events: events({ kind: 'edited', text }, edited.from, edited.chat) };
  }
  if (tap) {
    // A tap on a message too old for Telegram to show us still comes from the person's private chat, whose id is theirs.
    const where = tap.message?.chat ?? { id: tap.from.id, type: 'private' };
    return { kind: 'events', events: events(tapped(tap), tap.from, where), callbackId: tap.id };
  }
  if (!member) return { kind: 'events', events: [] };
  return { kind: 'events', events: events(consentOf(member.new_chat_member.status), member.from, member.chat) };
}

function contentOf(said: Message): InboundContent | null {
  const media = mediaKind(said);
  if (media)
    return {
      kind: 'media',
      media,
      ...(said.caption ? { caption: wellFormed(said.caption) } : {}),
      ...fileOf(said),
      ...placeOf(said),
    };
  if (said.text === undefined) return null;
  const start = /^\/start(?:@\w+)?(?:\s+(\S{1,64}))?\s*$/.exec(said.text);
  if (start) return { kind: 'start', ...(start[1] ? { payload: wellFormed(start[1]) } : {}) };
  return { kind: 'text', text: wellFormed(said.text) };
}

function mediaKind(said: Message): Extract<InboundContent, { kind: 'media' }>['media'] | null {
  if (said.photo) return 'image';
  if (said.sticker) return 'sticker';
  if (said.voice ?? said.audio) return 'voice';
  if (said.video ?? said.video_note ?? said.animation) return 'video';
  if (said.contact) return 'contact';
  if (said.location !== undefined || said.venue !== undefined) return 'location';
  return (said.document ?? said.poll ?? said.dice) ? 'file' : null;
}

/** Of a picture Telegram sends several sizes, the largest last. */
function fileOf(said: Message): { file?: InboundFile } {
  const { photo, sticker, voice, audio, video, video_note: note, animation, document } = said;
  const file = photo?.at(-1) ?? sticker ?? voice ?? audio ?? video ?? note ?? animation ?? document;
  if (file?.file_id === undefined) return {};
  const { file_id: id, mime_type: type, file_size: bytes, file_name: name } = file;
  return {
    file: {
      ref: wellFormed(id),
      type: photo ? 'image/jpeg' : type === undefined ? null : wellFormed(type),
      bytes: bytes ?? null,
      name: name === undefined ? null : wellFormed(name),
    },
  };
}

function placeOf({ location, venue }: Message): Pick<Extract<InboundContent, { kind: 'media' }>, 'location'> {
  const at = venue?.location ?? location;
  if (!at) return {};
  const label = wellFormed([venue?.title, venue?.address].filter(Boolean).join(', '));
  return { location: { ...at, ...(label ? { label } : {}) } };
}

function tapped({ data, message: shown }: z.infer<typeof callbackQuery>): InboundContent | null {
  if (data === undefined) return null;
  const token = wellFormed(data);
  const label = shown?.reply_markup?.inline_keyboard.flat().find((button) => button.callback_data === data)?.text;
  if (!parseChoiceToken(token)) return { kind: 'text', text: wellFormed(label ?? token) };
  return { kind: 'choice', token, ...(label ? { label: wellFormed(label) } : {}) };
}

/** Blocking the bot is the Telegram way to say stop. */
function consentOf(status: string): InboundContent | null {
  if (status === 'kicked') return { kind: 'consent', granted: false, source: 'blocked' };
  return status === 'member' ? { kind: 'consent', granted: true, source: 'unblocked' } : null;
}

/** A shared contact is the person's own number only when Telegram says that it is theirs. */
function ownPhone({ contact, from }: Message): string | undefined {
  if (!contact || !from || contact.user_id !== from.id) return undefined;
  const digits = contact.phone_number.replace(/[^\d]/g, '');
  return /^\d{5,15}$/.test(digits) ? `+${digits}` : undefined;
}

function profileOf(from: User, phone?: string): NonNullable<InboundMessage['profile']> {
  const displayName = wellFormed([from.first_name, from.last_name].filter(Boolean).join(' ')).slice(0, 200);
  return {
    ...(displayName ? { displayName } : {}),
    ...(phone ? { phone } : {}),
    ...(from.language_code ? { language: wellFormed(from.language_code) } : {}),
  };
}

/** JSON may carry half a surrogate pair; what is stored and sent on is always valid Unicode. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
