export { createGuestLinks, guestLinkIndexes, type GuestLinks } from './guest-links.js';
export { createGuestLookup, type GuestLookup } from './guest-lookup.js';
export { createGuestRoutes } from './guest.routes.js';
export { createPortal } from './portal.service.js';
export { createTrackingLinks } from './tracking-links.js';
export type { ChatDoors } from './tracking.page.js';
export { createTrackingRoutes } from './tracking.routes.js';
export { createTracking, isPageAct, type Tracking } from './tracking.service.js';
