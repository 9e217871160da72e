/**
 * What passes between the engine and the house. The engine asks with `Call`s (data), the house answers with `Outcome`s,
 * and the rest of the world speaks in `FlowEvent`s. Nothing here does anything.
 */
export type * from './protocol/booking-calls.js';
export type * from './protocol/calls.js';
export type * from './protocol/chat-calls.js';
export type * from './protocol/circle-calls.js';
export type * from './protocol/effects.js';
export type * from './protocol/events.js';
export type * from './protocol/json.js';
export * from './protocol/paper-calls.js';
export type * from './protocol/shopping-calls.js';
export type * from './protocol/shop-calls.js';
export * from './protocol/booking-views.js';
export type * from './protocol/order-views.js';
export * from './protocol/views.js';
export type * from './protocol/waiting-calls.js';
