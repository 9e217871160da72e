import type { Express } from 'express';
import type { ForwardRecord, HouseEvent } from '../conversation/index.js';
import {
  createBuiltInScanner,
  createFileLinks,
  createFiles,
  createUploadLinks,
  createUploadRoutes,
  fileIndexes,
  uploadLinkLabel,
} from '../files/index.js';
import type { CallHandlers } from '../flow/protocol.js';
import { createGeoBlocks, createOfflineGeocoder, DEMO_TOWN } from '../geo/index.js';
import { createHandOffs, handOffIndexes, type Customer } from '../handoff/index.js';
import { createHoursBlocks, createOpening } from '../hours/index.js';
import type { ChannelAdapter } from '../messaging/channel.js';
import type { ChannelId, OutboundMessage } from '../messaging/message.js';
import type { OperatorPort } from '../messaging/operator.js';
import type { CardRemark } from '../operations/index.js';
import { createOutsideBlocks, outsideIndexes } from '../outside/index.js';
import {
  codeIndexes,
  consentIndexes,
  createCodeBlocks,
  createCodes,
  createConsents,
  type CodeWays,
} from '../people/index.js';
import { systemClock, type Clock } from '../platform/clock.js';
import type { JobSpec } from '../platform/jobs.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import type { Business } from './business.js';
import type { Connections } from './connections.js';

/** The calls that are answered here and not by the rooms of bookings and money. */
export type HouseCall =
  | 'handOff.start'
  | 'http.request'
  | 'code.send'
  | 'code.check'
  | 'consent.record'
  | 'hours.check'
  | 'file.keep'
  | 'place.find';

export interface HouseDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  readonly publicUrl: string;
  readonly connections: Connections;
  readonly business: Business;
  /** Null where no operators are connected. */
  readonly operators: OperatorPort | null;
  readonly adapters: Partial<Record<ChannelId, ChannelAdapter>>;
  readonly smsAccount: string | null;
  readonly tell: (conversationId: string, eventId: string, event: HouseEvent) => Promise<void>;
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

export const houseIndexes = [...handOffIndexes, ...outsideIndexes, ...codeIndexes, ...consentIndexes, ...fileIndexes];

/** Joins the rooms that answer a script's calls about people, files, places, hours and servers outside. */
export function createHouse(deps: HouseDeps) {
  const { mongo, clock, log, publicUrl, connections, business, operators } = deps;
  const { catalogue, findShop } = business;
  const secret = connections.sessionSecret;
  const chats = mongo.db.collection<ChatRow>('conversations');
  const opening = createOpening({ catalogue });
  const consents = createConsents({ mongo });
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

  const blocks: CallHandlers<HouseCall> = {
    ...handOffs.blocks,
    ...createOutsideBlocks({
      mongo,
      clock,
      log,
      hosts: connections.outboundHosts,
      allowLoopback: deps.isSimulated,
    }),
    ...createCodeBlocks({ codes: createCodes({ mongo, secret }), ways, findShop }),
    ...consents.blocks,
    ...createHoursBlocks({ catalogue, opening }),
    ...createGeoBlocks({ geocoder: createOfflineGeocoder({ streets: DEMO_TOWN }) }),
    'file.keep': (input, context) => files.keep(input, context),
  };

  const jobs: JobSpec[] = [
    ...(operators ? handOffs.jobs : []),
    { name: 'files.sweep', everyMs: FILE_SWEEP_MS, run: () => files.sweep() },
  ];

  return {
    blocks,
    jobs,
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
    takeFile: (content: Uint8Array, meta: Parameters<typeof files.takeIn>[1]) => files.takeIn(content, meta),
    idle: () => handOffs.idle(),
    mount: (door: Express) =>
      void door.use(createUploadRoutes({ files, links: uploads, fileLinks, log, findShop, tell: deps.tell })),
    /** What the customer says goes to whoever has the chat. */
    forward: ({ _id, channel }: { readonly _id: string; readonly channel: ChannelId }, said: ForwardRecord) =>
      handOffs.forward({ ...said, conversationId: _id, channel, nowUtc: said.atUtc }),
    /** A phone that can send no file gets a page it can open with one. */
    dress: async (
      message: OutboundMessage,
      about: { key: string; shopId: string; conversationId: string; channel: ChannelId },
    ): Promise<OutboundMessage> => {
      if (message.wants !== 'file' || about.channel !== 'sms' || message.link) return message;
      const { language } = message;
      const { key, shopId, conversationId } = about;
      const url = await uploads.make({ key, shopId, conversationId, language });
      return { ...message, link: { label: uploadLinkLabel(language), url } };
    },
  };
}
