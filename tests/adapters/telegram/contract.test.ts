import { createTelegramReceive } from '../../../adapters/telegram/receive.js';
import { readTelegramPart } from '../../../adapters/telegram/render.js';
import { describeChannelContract } from '../../contracts/channel-contract.js';
import {
  BOT_ID,
  makeAdapter,
  membershipUpdate,
  messageUpdate,
  openTelegram,
  posted,
  postedBody,
  ROSA,
  tapUpdate,
} from './bench.js';

const closers: (() => Promise<void>)[] = [];
const GROUP = { id: -100_1, type: 'supergroup', title: 'Friends of Willow' };

describeChannelContract(
  'telegram',
  async () => {
    const { standIn, adapter } = await openTelegram();
    closers.push(() => standIn.stop());
    return {
      adapter,
      samples: [
        {
          about: 'text',
          request: messageUpdate({ text: 'haircut 🙂 tomorrow' }),
          content: { kind: 'text', text: 'haircut 🙂 tomorrow' },
        },
        { about: 'start', request: messageUpdate({ text: '/start' }), content: { kind: 'start' } },
        {
          about: 'deep link',
          request: messageUpdate({ text: '/start link_4f-2' }),
          content: { kind: 'start', payload: 'link_4f-2' },
        },
        {
          about: 'tap',
          request: tapUpdate('time.c1', 'Tue 24 Nov 14:00'),
          content: { kind: 'choice', token: 'time.c1', label: 'Tue 24 Nov 14:00' },
        },
        {
          about: 'tap on a message Telegram no longer shows us',
          request: tapUpdate('time.c1', '', { message: undefined }),
          content: { kind: 'choice', token: 'time.c1' },
        },
        {
          about: 'edited',
          request: messageUpdate({ text: 'at 4 I mean', edit_date: 2 }, 'edited_message'),
          content: { kind: 'edited', text: 'at 4 I mean' },
        },
        {
          about: 'sticker',
          request: messageUpdate({ sticker: { file_id: 'x' } }),
          content: { kind: 'media', media: 'sticker', file: { ref: 'x', type: null, bytes: null, name: null } },
        },
        {
          about: 'voice note',
          request: messageUpdate({ voice: { file_id: 'x', mime_type: 'audio/ogg', file_size: 900 } }),
          content: { kind: 'media', media: 'voice', file: { ref: 'x', type: 'audio/ogg', bytes: 900, name: null } },
        },
        {
          about: 'picture',
          request: messageUpdate({ photo: [{ file_id: 'small' }, { file_id: 'x' }], caption: 'like this' }),
          content: {
            kind: 'media',
            media: 'image',
            caption: 'like this',
            file: { ref: 'x', type: 'image/jpeg', bytes: null, name: null },
          },
        },
        { about: 'video note', request: messageUpdate({ video_note: {} }), content: { kind: 'media', media: 'video' } },
        { about: 'file', request: messageUpdate({ document: {} }), content: { kind: 'media', media: 'file' } },
        {
          about: 'location',
          request: messageUpdate({ location: { latitude: 1, longitude: 2 } }),
          content: { kind: 'media', media: 'location', location: { latitude: 1, longitude: 2 } },
        },
        {
          about: 'venue',
          request: messageUpdate({
            location: { latitude: 1, longitude: 2 },
            venue: { location: { latitude: 1, longitude: 2 }, title: 'Willow Salon', address: '12 Mill Lane' },
          }),
          content: {
            kind: 'media',
            media: 'location',
            location: { latitude: 1, longitude: 2, label: 'Willow Salon, 12 Mill Lane' },
          },
        },
        {
          about: 'a position nobody can stand at',
          request: messageUpdate({ location: { latitude: 1e9, longitude: 'x' } }),
          content: { kind: 'media', media: 'location' },
        },
        {
          about: 'contact',
          request: messageUpdate({ contact: { phone_number: '447700900123' } }),
          content: { kind: 'media', media: 'contact' },
        },
        {
          about: 'blocked',
          request: membershipUpdate('kicked'),
          content: { kind: 'consent', granted: false, source: 'blocked' },
        },
        {
          about: 'unblocked',
          request: membershipUpdate('member'),
          content: { kind: 'consent', granted: true, source: 'unblocked' },
        },
        { about: 'said in a group', request: messageUpdate({ text: 'hi', chat: GROUP }), content: null },
        { about: 'added to a group', request: membershipUpdate('member', GROUP), content: null },
        {
          about: 'another bot',
          request: messageUpdate({ text: 'hi', from: { id: 9, is_bot: true, first_name: 'Bot' } }),
          content: null,
        },
        { about: 'something pinned', request: messageUpdate({ pinned_message: {} }), content: null },
        {
          about: 'a kind of update there was not before',
          request: posted({ update_id: 9, something_new: { a: 1 } }),
          content: null,
        },
      ],
      sign: (body) => postedBody(body),
      signWithWrongKey: (body) => postedBody(body, 'somebody_elses-secret'),
      proofHeader: 'x-telegram-bot-api-secret-token',
      provesPath: false,
      withoutVerification: createTelegramReceive({
        botId: BOT_ID,
        isGenuine: () => true,
        acknowledge: async () => undefined,
      }),
      visible: (rendered) => {
        const part = readTelegramPart(rendered);
        const buttons = part.keyboard
          .flat()
          .map((button) => ({ label: button.text, token: 'callback_data' in button ? button.callback_data : null }));
        return {
          text:
            part.kind === 'text'
              ? part.text
              : part.kind === 'contact'
                ? `${part.name}: ${part.phone} ${/^EMAIL:(.*)$/m.exec(part.vcard)?.[1] ?? ''}`
                : part.caption,
          buttons: buttons.filter((_one, index) => !('url' in (part.keyboard.flat()[index] ?? {}))),
          links: part.keyboard.flat().flatMap((button) => ('url' in button ? [button.url] : [])),
          files: part.kind === 'document' ? [part.filename] : part.kind === 'file' ? [part.name] : [],
        };
      },
      outbound: {
        to: { channel: 'telegram', account: BOT_ID, address: String(ROSA.id) },
        faults: standIn.faults,
        taken: () => standIn.messages.length,
        unreachable: makeAdapter({ apiRoot: 'http://127.0.0.1:9' }),
        impatient: makeAdapter({ apiRoot: standIn.url, timeoutSeconds: 0.2 }),
      },
    };
  },
  async () => {
    for (const close of closers.splice(0)) await close();
  },
  { sends: true },
);
