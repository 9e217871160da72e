export { createOutside, type OutsideCall, type OutsideDeps } from './create-outside.js';
export { parseHosts, type AllowedHost } from './hosts.rules.js';
export type { EventHook } from './outgoing-events.js';
export { outsideIndexes } from './outside.model.js';
