export { TICKET_STANDING } from './queue-card.rules.js';
export { createQueueBlocks } from './queue.blocks.js';
export { queueIndexes } from './queue.model.js';
export { createQueue, type Queue } from './queue.service.js';
export { TICKET_PREFIX } from './queue.store.js';
export type { Ticket } from './queue.model.js';
