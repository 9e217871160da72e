export { createHoursBlocks } from './hours.blocks.js';
export { createOpening, type Opening } from './opening.service.js';
