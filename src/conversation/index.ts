export { createConversations, type Conversations, type ConversationsDeps, type AcceptResult } from './conversations.js';
export { conversationId, conversationIndexes } from './conversation.model.js';
