export { createJobCards } from './job-cards.js';
export type { Job } from './job-card.rules.js';
export { createOperatorActs, operatorActIndexes, type ActOutcome } from './operator-acts.js';
export { createOperatorRoutes } from './operations.routes.js';
