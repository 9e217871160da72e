export { createCatalogueBlocks } from './catalogue.blocks.js';
export {
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
  UnknownShopError,
  type Catalogue,
  type Snapshot,
} from './catalogue.service.js';
export { dueBefore, quoteOf, type Quote } from './price.rules.js';
export { seedDemoShop } from './seed-demo-shop.js';
export { seedDemoTrades } from './seed-demo-trades.js';
