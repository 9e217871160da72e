export { parseHosts, type AllowedHost } from './hosts.rules.js';
export { createOutsideBlocks } from './outside.blocks.js';
export { outsideIndexes } from './outside.model.js';
