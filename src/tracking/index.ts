export { createTrackingLinks } from './tracking-links.js';
export type { ChatDoors } from './tracking.page.js';
export { createTrackingRoutes } from './tracking.routes.js';
export { createTracking, isPageAct, type Tracking } from './tracking.service.js';
