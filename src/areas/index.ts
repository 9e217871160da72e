export { createAreaBlocks } from './areas.blocks.js';
export { areaIndexes } from './areas.model.js';
export { createAreas, type Areas } from './areas.service.js';
export { seedDemoAreas } from './seed-demo-areas.js';
