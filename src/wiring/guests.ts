import { formatClock } from '../messaging/format.js';
import type { CallHandlers } from '../flow/protocol.js';
import { createCodeLimits } from '../people/index.js';
import { createGuestLinks, createGuestLookup, createGuestRoutes, createPortal } from '../tracking/index.js';
import type { ApplicationDeps } from './application.js';
import type { Business } from './business.js';

interface ChatRow {
  readonly _id: string;
  readonly state: {
    readonly person?: Readonly<Record<string, unknown>>;
    readonly control?: { readonly lang?: string };
  } | null;
}

export type Guests = ReturnType<typeof openGuests>;

/** The pages of people without an account: a visit found by its number and e-mail, and all that is a person's own. */
export function openGuests({ mongo, clock, log, publicUrl, connections }: ApplicationDeps, business: Business) {
  const { desk, findShop, trackingLinks, mailer, circle } = business;
  const chats = mongo.db.collection<ChatRow>('conversations');
  const links = createGuestLinks({ mongo, clock, secret: connections.sessionSecret, publicUrl });
  const { mayStill } = createCodeLimits({ mongo });
  const trackUrlOf = (bookingId: string): string => trackingLinks.urlOf(bookingId);

  const lookup = createGuestLookup({
    desk,
    orders: business.orders,
    clock,
    log,
    links,
    findShop,
    mayStill,
    mail:
      mailer &&
      (async (to, subject, text, messageId) => {
        const { kind } = await mailer.send({ to, subject, text, messageId });
        return kind;
      }),
  });

  async function profileOf(conversationId: string) {
    const chat = await chats.findOne(
      { _id: conversationId },
      { projection: { 'state.person': 1, 'state.control.lang': 1 } },
    );
    const fact = (name: string): string | null => {
      const value = chat?.state?.person?.[name];
      return typeof value === 'string' && value !== '' ? value : null;
    };
    return { name: fact('name'), email: fact('email'), language: chat?.state?.control?.lang ?? 'en' };
  }

  const portal = createPortal({
    desk,
    orders: business.orders,
    clock,
    findShop,
    trackUrlOf,
    profileOf,
    chatsOf: (id) => circle.reach.chatsOf(id),
  });

  const blocks: CallHandlers<'portal.link'> = {
    async 'portal.link'(_input, { shopId, conversationId, key, language }) {
      const { zone } = await findShop(shopId);
      const { url, untilUtc } = await links.make({ shopId, conversationId, bookingId: null }, key);
      const until = formatClock(untilUtc, zone, language);
      return { call: 'portal.link', exit: 'made', data: { page: { id: '', url, until, untilUtc } } };
    },
  };

  return {
    blocks,
    lookup,
    idle: () => lookup.idle(),
    routes: createGuestRoutes({ log, links, lookup, portal, trackUrlOf, isSecure: publicUrl.startsWith('https:') }),
  };
}
