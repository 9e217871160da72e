export { createConversations, type AcceptResult, type Conversations, type ConversationsDeps } from './conversations.js';
export { conversationIndexes } from './conversation.model.js';
export { createCustomerNotices, NOTICED_EVENTS, type BookingNews } from './customer-notices.js';
export { publishScripts, scriptIndexes } from './script-store.js';
export { createWebhookRoutes } from './webhooks.routes.js';
