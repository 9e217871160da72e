import type { Quote, Service, Snapshot } from '../catalogue/index.js';
import type { BookingType } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import { randomInt } from 'node:crypto';
import type { Clock } from '../platform/clock.js';
import type { DomainEventType, EventHandler } from '../platform/events.js';
import type { Mongo } from '../platform/mongo.js';
import { createExperiments, type ArmResult } from './experiment.results.js';
import { createFacts } from './facts.service.js';
import type { CustomerFacts, DemandFacts, FactsSource } from './facts.js';
import { createGivenCodes, type GivenCodes } from './given-codes.js';
import { priceOf } from './price.rules.js';
import { majorToMinor } from './money.rules.js';
import { promoForGoal, type GoalPromo } from './promo-goals.rules.js';
import type { Promo, PromoRow } from './promo.model.js';
import { normaliseCode, promoRefusal, type PromoRefusal } from './promo.rules.js';
import { createPromoStore, type PromoStore } from './promo.store.js';

/** All a price may depend on besides the time: read once for many times. */
export interface PriceFacts {
  readonly customer: CustomerFacts | null;
  readonly demand: DemandFacts | null;
}

export interface PriceAsk {
  readonly snapshot: Snapshot;
  readonly service: Service;
  readonly startsAtUtc: Instant;
  readonly durationMin: number;
  readonly personId: string | null;
  readonly type?: BookingType;
  readonly seats?: number;
  readonly customerKey: string | null;
}

export type CodeAnswer =
  | { readonly kind: 'good'; readonly promo: PromoRow }
  | { readonly kind: 'refused'; readonly reason: PromoRefusal; readonly promo: PromoRow | null };

export interface Pricing {
  readonly promos: PromoStore;
  readonly givenCodes: GivenCodes;
  /** Of `FREEING_EVENTS`: the use of a code is free again. */
  readonly onBookingEvent: EventHandler;
  /** No query at all where the shop's prices depend on nothing but the time. */
  factsFor(snapshot: Snapshot, customerKey: string | null): Promise<PriceFacts>;
  /** The price without a code. */
  quote(ask: PriceAsk): Promise<Quote>;
  /**
   * The price of a time that is being held, with a code if it may be used; its use is kept until `untilUtc`. Without a
   * usable code the price is simply the one without it, and `refused` says why (DF-42).
   */
  quoteHold(
    ask: PriceAsk,
    hold: {
      readonly holdId: string;
      readonly untilUtc: Instant;
      readonly replaces: string | null;
      readonly code: string | null;
    },
  ): Promise<{ readonly quote: Quote; readonly refused: PromoRefusal | null }>;
  /** What is wrong with a code as it was typed, as far as is known before a time is held. */
  checkCode(
    snapshot: Snapshot,
    typed: string,
    about: { readonly serviceId: string | null; readonly ask: Omit<PriceAsk, 'snapshot'> | null },
    customerKey: string | null,
  ): Promise<CodeAnswer>;
  /** The code a chat has given; asked of the database only where the shop has codes at all. */
  codeOf(shopId: string, conversationId: string): Promise<string | null>;
  /** What came of a price experiment, by side (PR-21). */
  experimentResults(shopId: string, experimentId: string): Promise<readonly ArmResult[]>;
  /** A promo for what the shop wants, with all its numbers (PR-16, PR-17); nothing is saved. */
  suggestPromo(
    snapshot: Snapshot,
    goal: Promo['goal'],
    given: { readonly serviceIds?: readonly string[]; readonly customerKeys?: readonly string[] },
  ): Promise<GoalPromo>;
}

/** Prices, codes and what they depend on. Bookings are asked through `source`. */
export function createPricing(deps: {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly source: FactsSource;
  /** The end of a generated code; random by default. */
  readonly newSuffix?: () => string;
}): Pricing {
  const { clock } = deps;
  const facts = createFacts(deps);
  const promos = createPromoStore(deps);
  const experiments = createExperiments(deps);
  const givenCodes = createGivenCodes(deps);
  const { newSuffix = randomSuffix } = deps;
  const hasCodes = new Map<string, { readonly atUtc: Instant; readonly answer: Promise<boolean> }>();

  /** A code that was just made counts in every process within `CODES_AGE_MS`. */
  function hasAnyCode(shopId: string): Promise<boolean> {
    const nowUtc = clock.nowUtc();
    const known = hasCodes.get(shopId);
    if (known && nowUtc >= known.atUtc && nowUtc - known.atUtc < CODES_AGE_MS) return known.answer;
    const answer = promos.list(shopId).then((rows) => rows.length > 0);
    hasCodes.set(shopId, { atUtc: nowUtc, answer });
    answer.catch(() => hasCodes.delete(shopId));
    return answer;
  }

  async function factsFor(snapshot: Snapshot, customerKey: string | null): Promise<PriceFacts> {
    if (snapshot.shop.pricing.engine !== 'dynamic') {
      return { customer: customerKey === null ? null : { key: customerKey, history: null }, demand: null };
    }
    const [customer, demand] = await Promise.all([facts.customer(snapshot, customerKey), facts.demand(snapshot)]);
    return { customer, demand };
  }

  async function quote({ customerKey, type = 'standard', ...ask }: PriceAsk, promo: PromoRow | null = null) {
    const known = await factsFor(ask.snapshot, customerKey);
    return priceOf({ ...ask, ...known, type, promo, nowUtc: clock.nowUtc() });
  }

  async function checkCode(
    snapshot: Snapshot,
    typed: string,
    { serviceId, ask }: { readonly serviceId: string | null; readonly ask: Omit<PriceAsk, 'snapshot'> | null },
    customerKey: string | null,
  ): Promise<CodeAnswer> {
    const code = normaliseCode(typed);
    const promo = code === null ? null : await promos.find(snapshot.shop.id, code);
    if (!promo) return { kind: 'refused', reason: 'unknown', promo: null };
    const before = ask && (await quote({ ...ask, snapshot }));
    const reason = promoRefusal(promo, {
      serviceId,
      amountMinor: before?.totalMinor ?? null,
      customer: await facts.customer(snapshot, customerKey, promo.firstTimeOnly),
      nowUtc: clock.nowUtc(),
    });
    return reason ? { kind: 'refused', reason, promo } : { kind: 'good', promo };
  }

  async function quoteHeld(
    { snapshot, ...ask }: PriceAsk,
    { holdId, untilUtc, replaces, code }: Parameters<Pricing['quoteHold']>[1],
  ): ReturnType<Pricing['quoteHold']> {
    const plain = (): Promise<Quote> => quote({ snapshot, ...ask });
    if (code === null || ask.customerKey === null) return { quote: await plain(), refused: null };
    const checked = await checkCode(snapshot, code, { serviceId: ask.service.id, ask }, ask.customerKey);
    if (checked.kind === 'refused') return { quote: await plain(), refused: checked.reason };
    const { promo } = checked;
    const lowered = await quote({ snapshot, ...ask }, promo);
    // A code that changes nothing is not spent on it.
    if (!lowered.promo?.isUsed) return { quote: lowered, refused: 'betterAlready' };
    const kept = await promos.reserve({
      shopId: snapshot.shop.id,
      code: promo.code,
      customerKey: ask.customerKey,
      holdId,
      untilUtc,
      nowUtc: clock.nowUtc(),
      replaces,
    });
    return kept === 'reserved' ? { quote: lowered, refused: null } : { quote: await plain(), refused: kept };
  }

  return {
    promos,
    givenCodes,
    onBookingEvent: ({ shopId, bookingId }) => promos.giveBack(shopId, bookingId),
    factsFor,
    quote: (ask) => quote(ask),
    checkCode,
    codeOf: async (shopId, conversationId) =>
      (await hasAnyCode(shopId)) ? givenCodes.find(shopId, conversationId) : null,
    experimentResults: (shopId, experimentId) => experiments.results(shopId, experimentId),

    async suggestPromo(snapshot, goal, given) {
      const nowUtc = clock.nowUtc();
      const month = await deps.source.worthBetween(snapshot.shop.id, nowUtc - MONTH_MS, nowUtc);
      const majorMinor = majorToMinor(1, snapshot.shop.currency);
      return promoForGoal(goal, { ...month, majorMinor }, { ...given, nowUtc, suffix: newSuffix() });
    },

    async quoteHold(given, hold) {
      const priced = await quoteHeld(given, hold);
      const { experiment } = priced.quote;
      const { snapshot, customerKey } = given;
      if (experiment && customerKey !== null) await experiments.expose(snapshot.shop.id, customerKey, experiment);
      return priced;
    },
  };
}

/** What ends a booking before its visit. */
export const FREEING_EVENTS: readonly DomainEventType[] = ['booking.cancelled', 'booking.rejected', 'booking.expired'];

const CODES_AGE_MS = 5_000;
const MONTH_MS = 30 * 86_400_000;
/** Without the letters and digits that look like others. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

function randomSuffix(): string {
  return Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
