export { changeIndexes, type ChangeRow } from './change.model.js';
export { createChangeBlocks } from './changes.blocks.js';
export { changeJobs } from './changes.jobs.js';
export { createChanges, OVERTAKING_EVENTS, type Changes, type ChangesDeps } from './changes.service.js';
