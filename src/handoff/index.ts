export { handOffIndexes } from './handoff.model.js';
export { createHandOffs, type HandOffs, type HandOffsDeps } from './handoffs.js';
export type { TalkFiles } from './handoff.files.js';
export type { Forwarded } from './handoff.blocks.js';
export type { Customer } from './talk-card.rules.js';
