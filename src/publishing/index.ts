export { createPublishing, type Publishing, type PublishingDeps } from './publishing.service.js';
export { createPublishingRoutes } from './publishing.routes.js';
export { publishingIndexes } from './publishing.model.js';
export { ScriptsRefusedError } from './version-store.js';
export { createTurnLog, type TurnLog, type TurnRecord } from './turn-log.js';
export { WalkUnfinishedError, type WalkInput, type WalkOutcome, type WalkScript } from './badges.service.js';
export type { ConversationFacts, StandingChat } from './impact.service.js';
