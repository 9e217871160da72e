export { createTelegramAdapter, type TelegramAdapter, type TelegramAdapterDeps } from './adapter.js';
