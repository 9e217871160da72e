export { createWebchatAdapter, type WebchatAdapter, type WebchatDeps, type WebchatServer } from './adapter.js';
export type { Shops, WebchatShop } from './shops.js';
export { webchatIndexes } from './webchat.model.js';
