import type { Express } from 'express';
import type { ForwardRecord } from '../conversation/index.js';
import {
  createBuiltInScanner,
  createContactCards,
  createFileLinks,
  createFiles,
  createUploadLinks,
  createUploadRoutes,
  FileNotFetchedError,
  fileIndexes,
  uploadLinkLabel,
} from '../files/index.js';
import type { CallHandlers } from '../flow/protocol.js';
import { createGeoBlocks, createOfflineGeocoder, DEMO_TOWN } from '../geo/index.js';
import { createHandOffs, handOffIndexes, type Customer } from '../handoff/index.js';
import { createHoursBlocks, createOpening, createShopCardBlocks } from '../hours/index.js';
import type { ChannelAdapter } from '../messaging/channel.js';
import type { ChannelId, OutboundMessage } from '../messaging/message.js';
import type { OperatorPort } from '../messaging/operator.js';
import type { CardRemark } from '../operations/index.js';
import { createOutside, outsideIndexes, type OutsideCall } from '../outside/index.js';
import {
  codeIndexes,
  consentIndexes,
  createCodeBlocks,
  createCodes,
  createConsents,
  type CircleAskCall,
  type CircleCall,
  type CodeWays,
  type JoinCall,
  type PaperCall,
  type VisitCall,
} from '../people/index.js';
import { systemClock, type Clock } from '../platform/clock.js';
import type { JobSpec } from '../platform/jobs.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import type { Business } from './business.js';
import type { Connections } from './connections.js';
import type { Guests } from './guests.js';
import { createJoinRooms, personIndexes, type JoinRoomsDeps } from './joins.js';
import { readPicture } from './pictures.js';

/** The calls that are answered here and not by the rooms of bookings and money. */
export type HouseCall =
  | OutsideCall
  | 'handOff.start'
  | 'code.send'
  | 'code.check'
  | 'consent.record'
  | 'hours.check'
  | 'shop.card'
  | 'file.keep'
  | 'place.find'
  | CircleCall
  | CircleAskCall
  | PaperCall
  | 'portal.link'
  | VisitCall
  | 'order.claim'
  | JoinCall;

export interface HouseDeps extends Pick<JoinRoomsDeps, 'smsAccount' | 'whatsappAccount' | 'open' | 'tell'> {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  readonly publicUrl: string;
  readonly connections: Connections;
  readonly business: Business;
  /** The pages of people without an account. */
  readonly guests: Pick<Guests, 'blocks'>;
  /** Null where no operators are connected. */
  readonly operators: OperatorPort | null;
  readonly adapters: Partial<Record<ChannelId, ChannelAdapter>>;
  /** With stand-ins a server on this machine may be asked. */
  readonly isSimulated: boolean;
}

interface ChatRow {
  readonly _id: string;
  readonly channel: ChannelId;
  readonly address: string;
  readonly consent: { readonly stopped: boolean } | null;
  readonly profile?: { readonly displayName?: string; readonly phone?: string };
  readonly state: { readonly person?: Readonly<Record<string, unknown>> } | null;
}

/** A booking may be talked about for a day before it is made. */
const ON_THE_WAY_MS = 24 * 60 * 60_000;
const FILE_SWEEP_MS = 60 * 60_000;

export const houseIndexes = [
  ...handOffIndexes,
  ...outsideIndexes,
  ...codeIndexes,
  ...consentIndexes,
  ...fileIndexes,
  ...personIndexes,
];

export type House = ReturnType<typeof createHouse>;

/** Joins the rooms that answer a script's calls about people, files, places, hours and servers outside. */
export function createHouse(deps: HouseDeps) {
  const { mongo, clock, log, publicUrl, connections, business, operators } = deps;
  const { catalogue, findShop } = business;
  const secret = connections.sessionSecret;
  const chats = mongo.db.collection<ChatRow>('conversations');
  const opening = createOpening({ catalogue });
  const consents = createConsents({ mongo });
  const contactCards = createContactCards({ secret, publicUrl });
  const fileLinks = createFileLinks({ secret, publicUrl, clock });
  const uploads = createUploadLinks({ mongo, clock, secret, publicUrl });
  const files = createFiles({
    mongo,
    clock,
    scanner: createBuiltInScanner(),
    fetchFrom: async (channel, ref, limitBytes) => (await deps.adapters[channel]?.fetchFile?.(ref, limitBytes)) ?? null,
  });
  const handOffs = createHandOffs({
    mongo,
    clock,
    leaseClock: systemClock,
    log,
    operators,
    files: {
      takeIn: (content, meta) => files.takeIn(content, meta),
      async keep(file, about) {
        try {
          const outcome = await files.keep(
            { file, media: 'file', accept: [] },
            { ...about, address: '', language: '' },
          );
          if (outcome.exit === 'refused') return { kind: 'refused', reason: outcome.data.reason };
          const { id: fileId, ...kept } = outcome.data.file;
          return { kind: 'kept', fileId, ...kept };
        } catch (error) {
          if (error instanceof FileNotFetchedError) return { kind: 'retry' };
          throw error;
        }
      },
      open: (fileId) => files.open(fileId),
      urlOf: (fileId) => fileLinks.urlOf(fileId),
    },
    tell: (id, eventId, event) => deps.tell(id, eventId, event),
    findCustomer,
    findShop,
    closedUntil: (shopId, atUtc) => opening.closedUntil(shopId, atUtc),
  });

  async function findCustomer(conversationId: string): Promise<Customer> {
    const fields = { channel: 1, address: 1, profile: 1, 'state.person': 1 } as const;
    const chat = await chats.findOne({ _id: conversationId }, { projection: fields });
    const person = chat?.state?.person ?? {};
    const word = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
    const own = /^(?:whatsapp:)?(\+\d{7,15})$/.exec(chat?.address ?? '')?.[1];
    return {
      name: word(person['name']) ?? chat?.profile?.displayName ?? null,
      phone: word(person['phone']) ?? chat?.profile?.phone ?? own ?? null,
    };
  }

  /** A code leaves at once or not at all: by a way that asks to wait it would come after its ten minutes. */
  const ways: CodeWays = {
    async sms(to, text, key, language) {
      const { sms } = deps.adapters;
      if (!sms || deps.smsAccount === null) return 'unreachable';
      const chat = await chats.findOne({ _id: `sms:${deps.smsAccount}:${to}` }, { projection: { consent: 1 } });
      if (chat?.consent?.stopped) return 'unreachable';
      const message: OutboundMessage = { text, language, class: 'urgent' };
      const ref = { channel: 'sms', account: deps.smsAccount, address: to } as const;
      const outcome = await sms.send(ref, sms.render(message), `code:${key}`);
      return wayOf(outcome.kind, 'sms');
    },
    async mail(to, subject, text, key) {
      if (!business.mailer) return 'unreachable';
      const outcome = await business.mailer.send({ to, subject, text, messageId: `<code-${key}@parley>` });
      return wayOf(outcome.kind, 'mail');
    },
  };

  /** It may have arrived: then its owner can use it, and nobody is told that it did not. */
  function wayOf(kind: string, way: string): 'sent' | 'unreachable' {
    if (kind === 'sent' || kind === 'unknown') return 'sent';
    log.warn({ way, outcome: kind }, 'a code did not leave');
    return 'unreachable';
  }

  const outside = createOutside({
    mongo,
    clock,
    log,
    secret,
    publicUrl,
    findShop,
    tell: deps.tell,
    hosts: connections.outboundHosts,
    allowLoopback: deps.isSimulated,
    eventHook: connections.eventHook,
  });

  const codes = createCodes({ mongo, secret });
  const joins = createJoinRooms({ ...deps, codes, secret });

  const blocks: CallHandlers<HouseCall> = {
    ...joins.blocks,
    ...deps.guests.blocks,
    ...handOffs.blocks,
    ...outside.blocks,
    ...createCodeBlocks({ codes, ways, findShop }),
    ...consents.blocks,
    ...business.paperBlocks((fileId) => files.remove(fileId)),
    ...createHoursBlocks({ catalogue, opening }),
    ...createShopCardBlocks({ catalogue, opening, pictureUrl: business.pictureUrl }),
    ...createGeoBlocks({ geocoder: createOfflineGeocoder({ streets: DEMO_TOWN }) }),
    'file.keep': (input, context) => files.keep(input, context),
  };

  /** What lies in the house is given an address that opens it; a contact card one only where the channel fetches it. */
  function addressed({ keptFile, ...message }: OutboundMessage, channel: ChannelId): OutboundMessage {
    const { file, contact } = message;
    return {
      ...message,
      ...(file && keptFile !== undefined ? { file: { ...file, url: fileLinks.urlOf(keptFile) } } : {}),
      ...(contact && channel === 'whatsapp' ? { contact: { ...contact, url: contactCards.urlOf(contact) } } : {}),
    };
  }

  const jobs: JobSpec[] = [
    ...(operators ? handOffs.jobs : []),
    ...outside.jobs,
    ...joins.jobs,
    { name: 'files.sweep', everyMs: FILE_SWEEP_MS, run: () => files.sweep() },
  ];

  return {
    blocks,
    jobs,
    onBooked: joins.onBooked,
    talks: handOffs.acts,
    isTopicRefused: (conversationId: string, topic: string) => consents.isRefused(conversationId, topic),
    /** What a customer sent on the way to a booking stands in its card, as links for the people of the shop. */
    showFiles: async (
      bookingId: string,
      remark: (bookingId: string, line: CardRemark) => Promise<void>,
    ): Promise<void> => {
      const booking = await business.desk.findBooking(bookingId);
      if (!booking?.conversationId) return;
      for (const { id, name } of await files.keptIn(booking.conversationId, booking.createdAtUtc - ON_THE_WAY_MS)) {
        const key = `file:${id}`;
        await remark(bookingId, { key, topic: key, text: `${name}: ${fileLinks.urlOf(id)}` });
      }
    },
    /** A kept file by the address that was made for it. */
    async loadFile(url: string): Promise<Uint8Array | null> {
      const picture = await readPicture(publicUrl, url);
      if (picture) return picture;
      const id = fileLinks.open(url.split('/').at(-1) ?? '');
      return id === null ? null : ((await files.open(id))?.content ?? null);
    },
    takeFile: (content: Uint8Array, meta: Parameters<typeof files.takeIn>[1]) => files.takeIn(content, meta),
    idle: () => handOffs.idle(),
    mount: (door: Express) =>
      void door.use(
        outside.routes,
        contactCards.routes,
        createUploadRoutes({ files, links: uploads, fileLinks, log, findShop, tell: deps.tell }),
      ),
    /** What the customer says goes to whoever has the chat. */
    forward: ({ _id, channel }: { readonly _id: string; readonly channel: ChannelId }, said: ForwardRecord) =>
      handOffs.forward({ ...said, conversationId: _id, channel, nowUtc: said.atUtc }),
    /** A phone that can send no file gets a page it can open with one; a channel with a calendar gets the free days. */
    dress: async (
      given: OutboundMessage,
      about: { key: string; shopId: string; conversationId: string; channel: ChannelId },
    ): Promise<OutboundMessage> => {
      const message = addressed(given, about.channel);
      const { key, shopId, conversationId } = about;
      const { dayOf, ...asked } = message;
      if (dayOf) {
        const freeDays = about.channel === 'webchat' ? await business.slots.freeDays({ ...dayOf, shopId }) : null;
        return freeDays ? { ...asked, freeDays } : asked;
      }
      if (message.wants !== 'file' || about.channel !== 'sms' || message.link) return message;
      const { language } = message;
      const url = await uploads.make({ key, shopId, conversationId, language });
      return { ...message, link: { label: uploadLinkLabel(language), url } };
    },
  };
}
