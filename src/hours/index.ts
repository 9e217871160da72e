export { createHoursBlocks } from './hours.blocks.js';
export { createShopCardBlocks } from './shop-card.blocks.js';
export { createOpening, type Opening } from './opening.service.js';
