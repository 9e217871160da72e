/** Recorded chats played through the pure engine, with a house made of data. Browser-safe. */
export { firstUnheard, parseChat, type ChatStep, type RecordedChat } from './chat-file.js';
export { createSampleHouse, type SampleHouse } from './sample-house.js';
export { SAMPLE_SHOP, SAMPLE_SHOPS, sampleShopOf, type SampleShop } from './sample-shops.js';
export { playChat, type PlayedChat } from './play-chat.js';
