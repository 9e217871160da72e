import { bookableService, type Catalogue, type Snapshot } from '../catalogue/index.js';
import type { CallContext, CallHandlers, OutcomeOf } from '../flow/protocol.js';
import { customerKeyOf } from '../people/index.js';
import type { Pricing } from '../pricing/index.js';
import type { BookingDesk } from './booking.service.js';
import { presentHeld } from './present-held.js';

export interface CodeBlocksDeps {
  readonly desk: Pick<BookingDesk, 'applyCode'>;
  readonly catalogue: Catalogue;
  readonly pricing: Pricing;
}

/** Takes a code at any time before paying (PR-07): at once where a time is held, else as soon as one is. */
export function createCodeBlocks({ desk, catalogue, pricing }: CodeBlocksDeps): CallHandlers<'promo.apply'> {
  const call = 'promo.apply';

  /** What can be said of the code before there is a time: the service, as far as it is known, and no amount. */
  async function check(snapshot: Snapshot, typed: string, serviceId: string | null, context: CallContext) {
    const service = serviceId === null ? null : bookableService(snapshot, serviceId);
    return pricing.checkCode(snapshot, typed, { serviceId: service?.id ?? null, ask: null }, keyOf(context));
  }

  return {
    async 'promo.apply'({ code: typed, holdId, serviceId, isPaying }, context): Promise<OutcomeOf<'promo.apply'>> {
      const { shopId, conversationId, language } = context;
      const snapshot = await catalogue.current(shopId);
      const refused = (code: string, reason: OutcomeReason): OutcomeOf<'promo.apply'> => ({
        call,
        exit: 'refused',
        data: { code, reason },
      });
      const checked = await check(snapshot, typed, serviceId, context);
      const code = checked.promo?.code ?? typed.trim().toUpperCase().slice(0, 30);
      if (checked.kind === 'refused') return refused(code, checked.reason);
      // The amount stands on a page of the gateway; another page beside it could be paid as well.
      if (isPaying) return refused(code, 'paying');
      if (holdId !== null) {
        const outcome = await desk.applyCode(holdId, { code, customerKey: keyOf(context) });
        if (outcome.kind === 'refused') return refused(code, outcome.reason);
        if (outcome.kind === 'applied') {
          await pricing.givenCodes.remember(shopId, conversationId, code);
          const { untilUtc, ...hold } = outcome.hold;
          if (untilUtc === null) throw new Error('a code lowered the price of a time that nobody holds');
          const held = presentHeld({ ...hold, holdId, untilUtc }, snapshot.shop, language);
          return { call, exit: 'applied', data: { code, held } };
        }
      }
      await pricing.givenCodes.remember(shopId, conversationId, code);
      return { call, exit: 'kept', data: { code } };
    },
  };
}

type OutcomeReason = Extract<OutcomeOf<'promo.apply'>, { exit: 'refused' }>['data']['reason'];

/** Whom the price is made for: the chat's own proof of who it is, never a number that was only typed. */
function keyOf({ channel, address }: CallContext): string {
  return customerKeyOf({ phone: null, channel, address });
}
