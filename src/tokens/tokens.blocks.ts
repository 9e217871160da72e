import type { Catalogue, Shop } from '../catalogue/index.js';
import type { CallContext, CallHandlers, OutcomeOf, TokensView } from '../flow/protocol.js';
import { formatDay } from '../messaging/format.js';
import type { Balance, Tokens } from './tokens.service.js';

/** The TOKENS word and "my bookings" (CX-04, CX-11). */
export function createTokenBlocks({
  tokens,
  catalogue,
}: {
  readonly tokens: Tokens;
  readonly catalogue: Catalogue;
}): CallHandlers<'tokens.read'> {
  return {
    async 'tokens.read'(
      _input,
      { shopId, channel, address, language }: CallContext,
    ): Promise<OutcomeOf<'tokens.read'>> {
      const { shop } = await catalogue.current(shopId);
      if (shop.policy.late !== 'token') return { call: 'tokens.read', exit: 'none', data: {} };
      const balance = await tokens.balanceOf({ shop, customer: { phone: null, channel, address } });
      return { call: 'tokens.read', exit: 'found', data: { tokens: presentTokens(balance, shop, language) } };
    },
  };
}

/** A purse as the engine says it. */
export function presentTokens({ left, grant, resetsAtUtc }: Balance, shop: Shop, language: string): TokensView {
  const { zone, policy } = shop;
  return {
    left,
    after: Math.max(0, left - 1),
    grant,
    resets: formatDay(resetsAtUtc, zone, language),
    contact: policy.contact,
  };
}
