import { createHash } from 'node:crypto';
import { formatClock } from '../messaging/format.js';
import type { CallContext, CallHandlers, CallInput, OutcomeOf, SlotOption } from '../flow/protocol.js';
import type { Log } from '../platform/log.js';
import type { BookingDesk, HoldQuote } from './booking-desk.js';
import type { Checkout, GatewayAnswer, PaymentGateway } from './gateway.js';
import type { PaymentRow } from './payment.model.js';
import { linkEndUtc, type PaymentEntry } from './payment.rules.js';
import type { PaymentStore } from './payment.store.js';

export interface RequestPaymentDeps {
  readonly store: PaymentStore;
  readonly gateway: PaymentGateway;
  readonly desk: BookingDesk;
  readonly log: Log;
  /** Our own address, for the pages the gateway sends people back to. */
  readonly publicUrl: string;
  /** Links that were replaced are closed soon, off the answer's path. */
  readonly settleSoon: (paymentIds: readonly string[]) => void;
}

type Answer = OutcomeOf<'payment.request'>;

/** A link with less life than this left is not worth sending again. */
const WORTH_REPEATING_MS = 10 * 60_000;
/** To read the new price and say yes to it. */
const AGREE_MS = 10 * 60_000;
const TRIES = 2;

/**
 * Makes the link (PAY-07, PAY-20). The time is secured until the link's end before the gateway hears of anything; the row
 * of the attempt is stored before the gateway is called. A rerun under the same key continues from that row.
 */
export function createRequestPayment(deps: RequestPaymentDeps): CallHandlers<'payment.request'>['payment.request'] {
  const { store, gateway, desk } = deps;

  return async (input, context) => {
    const { shopId, language, nowUtc } = context;
    const { conversationId, channel, address } = context;
    const who = { conversationId, channel, address };
    const quote = await desk.quoteHold({ shopId, holdId: input.holdId, language, who });
    if (!quote) return failed('unknownHold');
    if (quote.due.amountMinor <= 0) return failed('nothingDue');
    if (!gateway.currencies.includes(quote.due.currency)) return failed('currency');

    // The time lapsed while they were talking and costs another price now: shown before anything is asked for.
    if (input.quoteId !== undefined && quote.price.id !== input.quoteId) {
      const untilUtc = nowUtc + AGREE_MS;
      const kept = { shopId, language, holdId: input.holdId, untilUtc, who, price: quote.price };
      const extended = await desk.extendHold(kept);
      if (extended.kind === 'gone') return taken(quote.wanted, extended.alternatives);
      return { call: 'payment.request', exit: 'repriced', data: quote.present(untilUtc) };
    }

    const standing = await store.openLink(context.conversationId, input.holdId, quote.due, nowUtc + WORTH_REPEATING_MS);
    if (standing) return link(standing);

    const row = await store.open(attempt(input, context, quote, gateway));
    if (row.checkout) return link(row);
    const extended = await desk.extendHold({
      shopId,
      language,
      holdId: row.holdId,
      untilUtc: row.untilUtc,
      who,
      price: quote.price,
    });
    if (extended.kind === 'gone') {
      await note(row, { id: 'house:gone', kind: 'attempt.abandoned', source: 'house', atUtc: nowUtc }, nowUtc);
      return taken(quote.wanted, extended.alternatives);
    }
    return openLink(row, context);
  };

  async function openLink(row: PaymentRow, { nowUtc }: CallContext): Promise<Answer> {
    const answer = await create(row);
    if (answer.kind !== 'ok') {
      deps.log.warn({ payment: row._id, answer: answer.kind, reason: answer.reason }, 'no payment link could be made');
      await note(
        row,
        { id: `house:failed:${nowUtc}`, kind: 'attempt.abandoned', source: 'house', atUtc: nowUtc },
        nowUtc,
      );
      return failed(answer.kind === 'refused' ? 'refused' : 'gatewayDown');
    }
    const opened = await store.setCheckout(row._id, answer.value, nowUtc);
    deps.settleSoon(await store.replaceOthers(row.conversationId, row._id, nowUtc));
    return link(opened);
  }

  /** Tried twice under one key: the gateway makes one checkout however often it is asked. */
  async function create(row: PaymentRow): Promise<GatewayAnswer<Checkout>> {
    const order = {
      paymentId: row._id,
      holdId: row.holdId,
      amount: row.due,
      description: row.description,
      endsAtUtc: row.untilUtc,
      email: row.contact.email,
      language: row.language,
      doneUrl: `${deps.publicUrl}/paid`,
      backUrl: `${deps.publicUrl}/not-paid`,
    };
    let answer = await gateway.createCheckout(order, `checkout:${row._id}`);
    for (let tried = 1; tried < TRIES && answer.kind === 'again'; tried++) {
      answer = await gateway.createCheckout(order, `checkout:${row._id}`);
    }
    return answer;
  }

  async function note(row: PaymentRow, entry: PaymentEntry, nowUtc: number): Promise<void> {
    await store.append({ paymentId: row._id, intentId: null }, entry, nowUtc);
    deps.settleSoon([row._id]);
  }
}

function attempt(input: CallInput<'payment.request'>, context: CallContext, quote: HoldQuote, gateway: PaymentGateway) {
  const { shopId, conversationId, channel, address, language, key, nowUtc } = context;
  const { serviceId, serviceName, personId, startsAtUtc, wanted, orderId } = quote;
  const untilUtc = linkEndUtc(nowUtc, gateway.minLinkLifeMs);
  return {
    _id: `pay_${createHash('sha256').update(`${shopId}\n${key}`).digest('hex').slice(0, 32)}`,
    shopId,
    conversationId,
    channel,
    address,
    language,
    gateway: gateway.id,
    holdId: input.holdId,
    contact: input.contact,
    time: { serviceId, serviceName, personId, startsAtUtc, wanted, ...(orderId === undefined ? {} : { orderId }) },
    description: `${serviceName}, ${wanted}, ${quote.shopName}`,
    due: quote.due,
    price: quote.price,
    untilUtc,
    untilText: formatClock(untilUtc, quote.zone, language),
    createdAtUtc: nowUtc,
  };
}

function link(row: PaymentRow): Answer {
  if (!row.checkout) throw new Error(`payment ${row._id} has no link`);
  const { url } = row.checkout;
  const { due: amount, untilText: until, untilUtc, _id: paymentId } = row;
  return { call: 'payment.request', exit: 'link', data: { url, amount, until, untilUtc, paymentId } };
}

function taken(wanted: string, alternatives: readonly SlotOption[]): Answer {
  return { call: 'payment.request', exit: 'taken', data: { wanted, alternatives } };
}

function failed(reason: string): Answer {
  return { call: 'payment.request', exit: 'failed', data: { reason } };
}
