export { handOffIndexes } from './handoff.model.js';
export { createHandOffs, type HandOffs, type HandOffsDeps } from './handoffs.js';
export type { Forwarded } from './handoff.blocks.js';
export type { Customer } from './talk-card.rules.js';
