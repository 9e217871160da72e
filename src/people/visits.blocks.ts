import type { BookingView, CallContext, CallHandlers, OutcomeOf } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { Codes } from './codes.service.js';
import type { Customers } from './customers.service.js';

export type VisitCall = 'visit.look' | 'visit.claim' | 'person.save';

/** As much of a visit as is needed to say whose it is. */
export interface VisitFound {
  readonly bookingId: string;
  readonly shopId: string;
  readonly conversationId: string;
  readonly email: string | null;
  readonly endsAtUtc: Instant;
}

export interface VisitBlocksDeps {
  readonly codes: Pick<Codes, 'isProved'>;
  readonly customers: Pick<Customers, 'link' | 'keep'>;
  /** Every chat of the shop in which a visit was booked with that e-mail. */
  readonly chatsWith: (shopId: string, email: string) => Promise<readonly string[]>;
  readonly findVisit: (shopId: string, reference: string) => Promise<VisitFound | null>;
  readonly viewOf: (bookingId: string, context: CallContext) => Promise<BookingView>;
  /** Tells the chat it was booked in that it is shown in another as well. */
  readonly tellJoined: (conversationId: string, eventId: string, context: CallContext) => Promise<void>;
  /** How long after its end a visit can still be asked for. */
  readonly lifeMs: number;
}

/**
 * A visit by its number (CX-03, GU-08): at once where it is this person's, else once the e-mail it was booked with has been
 * proved to be theirs. A number that is not there, one of somebody else's and one long past are answered alike (GU-13).
 */
export function createVisitBlocks(deps: VisitBlocksDeps): CallHandlers<VisitCall> {
  const { codes, customers, findVisit, viewOf, tellJoined, lifeMs } = deps;
  return {
    async 'visit.look'({ reference }, { shopId, conversationId, alsoIn = [] }): Promise<OutcomeOf<'visit.look'>> {
      if (reference.startsWith('OR-')) return { call: 'visit.look', exit: 'order', data: {} };
      const found = await findVisit(shopId, reference);
      const isMine = found !== null && [conversationId, ...alsoIn].includes(found.conversationId);
      return { call: 'visit.look', exit: isMine ? 'mine' : 'other', data: {} };
    },

    async 'person.save'({ email }, context): Promise<OutcomeOf<'person.save'>> {
      const call = 'person.save';
      const { shopId, conversationId, nowUtc, key } = context;
      const address = email.trim().toLowerCase();
      if (!(await codes.isProved({ conversationId, address, nowUtc }))) return { call, exit: 'none', data: {} };
      for (const chat of await deps.chatsWith(shopId, address)) {
        if (chat === conversationId) continue;
        const linkId = `save:${key}:${chat}`;
        await customers.link({ linkId, shopId, chats: [chat, conversationId], nowUtc, proof: 'email' });
        await tellJoined(chat, `joined:${linkId}`, context);
      }
      // Last: by now the person may be an older one, of whom this chat is a part.
      await customers.keep({ shopId, conversationId, email: address, nowUtc });
      return { call, exit: 'saved', data: {} };
    },

    async 'visit.claim'({ reference, email }, context): Promise<OutcomeOf<'visit.claim'>> {
      const call = 'visit.claim';
      const { shopId, conversationId, nowUtc, key } = context;
      // The code was asked for by the script; that it was answered is looked up, never believed.
      if (!(await codes.isProved({ conversationId, address: email.trim().toLowerCase(), nowUtc })))
        return { call, exit: 'none', data: {} };
      const found = await findVisit(shopId, reference);
      const isTheirs = found?.email?.toLowerCase() === email.trim().toLowerCase();
      if (!found || !isTheirs || nowUtc >= found.endsAtUtc + lifeMs) return { call, exit: 'none', data: {} };
      if (found.conversationId !== conversationId) {
        const chats = [found.conversationId, conversationId] as const;
        await customers.link({ linkId: `visit:${key}`, shopId, chats, nowUtc, proof: 'email' });
        await tellJoined(found.conversationId, `joined:visit:${key}`, context);
      }
      return { call, exit: 'found', data: { booking: await viewOf(found.bookingId, context) } };
    },
  };
}
