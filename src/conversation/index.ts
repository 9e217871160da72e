export { createAlsoIn } from './also-in.js';
export { createConversations } from './conversations.js';
export type { AcceptResult, Conversations, ConversationsDeps, TurnDone } from './conversations.port.js';
export { conversationId, conversationIndexes, type ForwardRecord, type HouseEvent } from './conversation.model.js';
export { createCustomerNotices, NOTICED_EVENTS, type BookingNews } from './customer-notices.js';
export { createStandings } from './standing.js';
export { createWebhookRoutes } from './webhooks.routes.js';
