import type { CallHandlers, OutcomeOf } from '../flow/protocol.js';
import { readPaperNumber } from './papers.rules.js';
import type { Papers } from './papers.service.js';

export type PaperCall = 'paper.look' | 'paper.check' | 'paper.show' | 'paper.forget';

/** The calls about papers (BK-22). A number is looked at and gone; of a photo the people of the shop see a card. */
export function createPaperBlocks(deps: {
  readonly papers: Papers;
  readonly showCard: (id: string) => Promise<void>;
  /** Throws a kept file away; one that is not there is fine. */
  readonly removeFile: (fileId: string) => Promise<void>;
}): CallHandlers<PaperCall> {
  const { papers, showCard, removeFile } = deps;
  return {
    async 'paper.look'({ kind }, { shopId, conversationId, alsoIn = [], language }): Promise<OutcomeOf<'paper.look'>> {
      const row = await papers.find(shopId, [conversationId, ...alsoIn], kind);
      if (!row) return { call: 'paper.look', exit: 'none', data: {} };
      return { call: 'paper.look', exit: 'known', data: { paper: papers.thingOf(row, language) } };
    },

    async 'paper.check'({ kind, digits }, context): Promise<OutcomeOf<'paper.check'>> {
      const read = readPaperNumber(kind, digits);
      if (!read) return { call: 'paper.check', exit: 'wrong', data: {} };
      const photo = await papers.photoOf(context.shopId, context.conversationId, kind);
      if (photo !== null) await removeFile(photo);
      const row = await papers.write(context, { kind, ...read, fileId: null, state: 'checked' });
      if (photo !== null) await showCard(row._id);
      return { call: 'paper.check', exit: 'good', data: { paper: papers.thingOf(row, context.language) } };
    },

    async 'paper.show'({ kind, fileId }, context): Promise<OutcomeOf<'paper.show'>> {
      const photo = await papers.photoOf(context.shopId, context.conversationId, kind);
      if (photo !== null && photo !== fileId) await removeFile(photo);
      const row = await papers.write(context, { kind, tail: null, fileId, state: 'waiting' });
      await showCard(row._id);
      return { call: 'paper.show', exit: 'kept', data: { paper: papers.thingOf(row, context.language) } };
    },

    async 'paper.forget'({ id }, { conversationId, alsoIn = [] }): Promise<OutcomeOf<'paper.forget'>> {
      await papers.forget(id, [conversationId, ...alsoIn], removeFile);
      return { call: 'paper.forget', exit: 'forgotten', data: {} };
    },
  };
}
