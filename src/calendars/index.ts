export { createCalendarRoutes } from './calendars.routes.js';
export { createCalendars, type Calendars, type CalendarsDeps } from './calendars.service.js';
