import { ownOthers } from '../people/index.js';
import type { CallContext, CallHandlers, OutcomeOf, ThingOption } from '../flow/protocol.js';
import { waitWords } from './queue.text.js';
import type { Queue, Wait } from './queue.service.js';

const ownerOf = (context: CallContext) => ({
  shopId: context.shopId,
  conversationId: context.conversationId,
  own: ownOthers(context),
});

const optionOf = ({ person, ...wait }: Wait, language: string): ThingOption => ({
  id: person.id,
  name: person.name,
  detail: waitWords(wait, language),
});

type QueueCall = 'queue.join' | 'queue.place' | 'queue.later' | 'queue.leave';

/** Says what became of a wish in the engine's words. Nothing is decided here. */
export function createQueueBlocks({ queue }: { readonly queue: Queue }): CallHandlers<QueueCall> & {
  readonly listQueues: (shopId: string, language: string) => Promise<readonly ThingOption[]>;
} {
  return {
    async 'queue.join'({ personId, contact }, context): Promise<OutcomeOf<'queue.join'>> {
      const { channel, language, key, nowUtc } = context;
      const outcome = await queue.join({ ...ownerOf(context), channel, language, key, nowUtc, personId, contact });
      switch (outcome.kind) {
        case 'joined':
          return { call: 'queue.join', exit: 'joined', data: { ticket: await queue.view(outcome.ticket) } };
        case 'full': {
          const { wanted, other } = outcome;
          const data = { full: optionOf(wanted, language), other: other && optionOf(other, language) };
          return { call: 'queue.join', exit: 'full', data };
        }
        case 'closed':
          return { call: 'queue.join', exit: 'closed', data: {} };
      }
    },

    async 'queue.place'(_input, context): Promise<OutcomeOf<'queue.place'>> {
      const ticket = await queue.openOf(ownerOf(context));
      if (!ticket) return { call: 'queue.place', exit: 'none', data: {} };
      return { call: 'queue.place', exit: 'waiting', data: { ticket: await queue.view(ticket) } };
    },

    async 'queue.later'(_input, context): Promise<OutcomeOf<'queue.later'>> {
      const outcome = await queue.later(ownerOf(context), context.key);
      if (!outcome) return { call: 'queue.later', exit: 'none', data: {} };
      const ticket = await queue.view(outcome.ticket);
      return { call: 'queue.later', exit: outcome.isGranted ? 'granted' : 'refused', data: { ticket } };
    },

    async 'queue.leave'(_input, context): Promise<OutcomeOf<'queue.leave'>> {
      return { call: 'queue.leave', exit: await queue.leave(ownerOf(context), context.key), data: {} };
    },

    listQueues: async (shopId, language) => (await queue.waits(shopId)).map((wait) => optionOf(wait, language)),
  };
}
