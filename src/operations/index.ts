export { createJobCards, jobCardIndexes } from './job-cards.js';
export type { CardRemark, Job } from './job-card.rules.js';
export { createOperatorActs, operatorActIndexes, type ActOutcome } from './operator-acts.js';
export { openVisitRemark } from './open-visit.rules.js';
export { parseCardLine } from './card-line.rules.js';
export { createOperatorRoutes } from './operations.routes.js';
export { pendingIndexes } from './pending.model.js';
export type { PendingFacts } from './pending.rules.js';
export { createPendingRequests, PENDING_JOB, pendingJobs, type PendingRequests } from './pending-requests.js';
