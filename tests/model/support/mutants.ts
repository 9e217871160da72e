import type { PaymentGateway } from '../../../src/payments/index.js';
import type { Stock } from '../../../src/orders/index.js';
import type { Mongo } from '../../../src/platform/mongo.js';
import type { Claim, DaySheets, PutRequest } from '../../../src/scheduling/index.js';
import type { Tokens } from '../../../src/tokens/index.js';

/** Houses with one thing wrong, each of which the model must see. */

async function push({ db }: Mongo, { claim, shopId, personId, dayZone }: PutRequest, changes: object): Promise<Claim> {
  const day = dayZone.dayOf(claim.startsAtUtc);
  const _id = `${shopId}|${personId}|${new Date(claim.startsAtUtc).toISOString().slice(0, 10)}`;
  const written = { ...claim, ...changes };
  const rows = db.collection<{ _id: string; claims: Claim[] }>('day_sheets');
  await rows.updateOne({ _id }, { $pull: { claims: { id: claim.id } } });
  await rows.updateOne(
    { _id },
    { $push: { claims: written }, $set: { shopId, resource: personId, day } },
    { upsert: true },
  );
  return written;
}

/** The check of a claim is off. */
export function takeBlindly(sheets: DaySheets, mongo: Mongo): DaySheets {
  return {
    ...sheets,
    async put(request, session) {
      const outcome = await sheets.put(request, session);
      if (outcome.kind === 'held' || session || !request.mayTake || outcome.noUnit) return outcome;
      return { kind: 'held', claim: await push(mongo, request, {}) };
    },
  };
}

/** A confirmation does not look whether its hold is still there. */
export function confirmBlindly(sheets: DaySheets): DaySheets {
  return {
    ...sheets,
    async put(request, session) {
      const outcome = await sheets.put(request, session);
      if (outcome.kind === 'held' || !session) return outcome;
      return { kind: 'held', claim: { ...request.claim, ...request.onOwn } };
    },
  };
}

/** Of a visit of several services only the first takes time. */
export function takeFirstPart(sheets: DaySheets): DaySheets {
  return {
    ...sheets,
    async putAll(requests, session) {
      const outcome = await sheets.putAll(requests.slice(0, 1), session);
      if (outcome.kind === 'taken') return outcome;
      return { kind: 'held', claims: [...outcome.claims, ...requests.slice(1).map(({ claim }) => claim)] };
    },
  };
}

/** Nothing is freed by an act that ends a visit. */
export function neverFree(sheets: DaySheets): DaySheets {
  return { ...sheets, freeBooking: () => Promise.resolve() };
}

/** The key under which a token is taken says nothing of the booking. */
export function forgetfulPurses(tokens: Tokens): Tokens {
  let times = 0;
  return {
    ...tokens,
    spend: (session, input) => tokens.spend(session, { ...input, bookingId: `${input.bookingId}${(times += 1)}` }),
  };
}

/** What somebody may not have is taken off the shelf all the same. */
export function takeUnseen(stock: Stock): Stock {
  return {
    ...stock,
    async take(shopId, wanted, session) {
      const short = await stock.take(shopId, wanted, session);
      if (short)
        await stock.giveBack(
          shopId,
          wanted.map((one) => ({ ...one, quantity: -one.quantity })),
          session,
        );
      return null;
    },
  };
}

/** Whoever is owed money gets it again, under a new key. */
export function generousGateway(gateway: PaymentGateway): PaymentGateway {
  return {
    ...gateway,
    async refund(order, key) {
      const half = { ...order, amount: { ...order.amount, amountMinor: Math.floor(order.amount.amountMinor / 2) } };
      await gateway.refund(half, `${key}:first`);
      return gateway.refund(half, `${key}:again`);
    },
  };
}
