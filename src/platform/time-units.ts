/** Lengths of time in milliseconds. A day here is 24 hours; a day of a shop, whose clocks may change, is counted by its zone. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The last instant a Date can hold, in UTC epoch milliseconds. */
export const FOREVER = 8_640_000_000_000_000;
