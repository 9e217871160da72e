import type { ChannelId } from '../messaging/message.js';

/** Which shop the numbers and the bot lead to; on the phones page visitors change it. A web chat belongs to the shop it is on. */
export function createReach<Shop extends { readonly id: string }>(
  first: Shop,
  shopOfId: (id: string) => Shop | undefined,
) {
  let reached = first;
  return {
    shopOf: (channel: ChannelId, account: string): string => (channel === 'webchat' ? account : reached.id),
    /** From now on the numbers and the bot lead to this shop. @throws when there is none of that id */
    reach: (shopId: string): void => {
      const next = shopOfId(shopId);
      if (!next) throw new Error(`no shop has the id ${shopId}`);
      reached = next;
    },
  };
}
