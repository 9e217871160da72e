export { createCatalogueBlocks } from './catalogue.blocks.js';
export { createCatalogueRoutes } from './catalogue.routes.js';
export {
  catalogueId,
  catalogueIndexes,
  type Person,
  type PersonInput,
  type Service,
  type ServiceInput,
  type Shop,
  type ShopInput,
  type WeeklyHours,
  SHOPS,
} from './catalogue.model.js';
export {
  bookableService,
  createCatalogue,
  peopleFor,
  serviceOf,
  servicesIn,
  UnknownShopError,
  type Catalogue,
  type Snapshot,
} from './catalogue.service.js';
export { shareMinor, termsOf, type PolicySettings, type Terms } from './policy.settings.js';
export { allNames, nameIn, placeIn, type Named, type Names } from './names.rules.js';
export { namesSchema } from './names.settings.js';
export { quoteOf, type LineReason, type Quote, type QuoteLine, type QuoteStep } from './price.rules.js';
export type { PricingSettings } from './pricing.settings.js';
export type { Resource, ResourceInput } from './availability.settings.js';
export {
  daysOf,
  type ScheduleChange,
  type ScheduleRecord,
  type ScheduleRecordInput,
  type StoredSlot,
  type StoredSlotInput,
} from './schedule.model.js';
export { REPEATS, type Repeat } from './window.settings.js';
export { createCatalogueChanges, type CatalogueAct } from './changes.store.js';
export { photo as photoSchema } from './window.settings.js';
export { createShopAdmin, type ShopAdmin } from './shop-admin.service.js';
export { createSchedules, type ScheduleAct, type Schedules } from './schedule.service.js';
export { createServiceAdmin, settingsOf, type SaveServiceOutcome, type ServiceAdmin } from './service-admin.service.js';
export { serviceSettingsSchema, type ServiceSettings, type ServiceSettingsInput } from './service-admin.schema.js';
export { seedDemoShop } from './seed-demo-shop.js';
export { seedDemoTrades } from './seed-demo-trades.js';
export { isTogether, offsetMinOf } from './together.rules.js';
