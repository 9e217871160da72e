import { createFileLinks } from '../files/index.js';
import { createPaperBlocks, createPapers, type PaperCall } from '../people/index.js';
import type { CallContext, CallHandlers, ThingOption } from '../flow/protocol.js';
import type { BusinessDeps } from './business.js';

/** Papers by which a shop knows whom or what it works for, for the chats and for the people of the shop. */
export function createPaperRoom(
  deps: Pick<BusinessDeps, 'mongo' | 'clock' | 'publicUrl' | 'connections' | 'showCard' | 'notify'> & {
    readonly findShop: (shopId: string) => Promise<{ readonly zone: string; readonly language: string }>;
    readonly languageOf: (conversationId: string) => Promise<string | null>;
  },
) {
  const { mongo, clock, publicUrl, connections, showCard, notify, findShop, languageOf } = deps;
  const links = createFileLinks({ secret: connections.sessionSecret, publicUrl, clock });
  const photoUrlOf = (fileId: string): string => links.urlOf(fileId);
  const papers = createPapers({ mongo, findShop, photoUrlOf, showCard, languageOf, notify });
  return {
    papers,
    /** @param removeFile throws a kept photo away; one that is not there is fine */
    blocks: (removeFile: (fileId: string) => Promise<void>): CallHandlers<PaperCall> =>
      createPaperBlocks({ papers, showCard, removeFile }),
    list: ({ shopId, conversationId, alsoIn = [], language }: CallContext): Promise<readonly ThingOption[]> =>
      papers.list(shopId, [conversationId, ...alsoIn], language),
  };
}
