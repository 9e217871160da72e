export { COMPLETING_EVENTS, createCompletionBonus, type CompletedVisit } from './completion-bonus.js';
export { dueBefore } from './deposit.rules.js';
export type { CustomerFacts, DemandFacts, FactsSource } from './facts.js';
export { orderSummary, type OrderSummary, type SummaryItem } from './order-summary.rules.js';
export { presentPrice } from './present-price.js';
export { priceOf, type PriceInput } from './price.rules.js';
export {
  createPricing,
  FREEING_EVENTS,
  type CodeAnswer,
  type PriceAsk,
  type PriceFacts,
  type Pricing,
} from './pricing.service.js';
export { pricingIndexes, type Promo, type PromoInput, type PromoRow } from './promo.model.js';
export type { PromoRefusal } from './promo.rules.js';
export { seedDemoCodes } from './seed-demo-codes.js';
export { keptQuote, quoteOfHeld, type KeptQuote } from './quote.rules.js';
