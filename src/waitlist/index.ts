export { createWaitlistBlocks, createWaitlistNotices } from './waitlist.blocks.js';
export { waitlistIndexes, type Offer, type Place } from './waitlist.model.js';
export { WAITLIST_JOB, waitlistJobs } from './waitlist.jobs.js';
export {
  createWaitlist,
  WAITLIST_EVENTS,
  type JoinInput,
  type JoinOutcome,
  type PlaceOwner,
  type Waitlist,
  type WaitlistDeps,
} from './waitlist.service.js';
