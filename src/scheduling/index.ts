export { type AssignReason, type Served, type ServedFacts } from './assign.rules.js';
export { daySheetIndexes, visitOf, type Claim } from './day-sheet.model.js';
export { askedFor, partsOf, type VisitPart } from './chain.rules.js';
export { CONFLICT_RULES, type Conflict, type ConflictReport, type ConflictRule } from './conflicts.rules.js';
export { createConflicts, type Conflicts } from './conflicts.service.js';
export { createDaySheets, type DaySheets, type PutRequest } from './day-sheet.store.js';
export { bufferMinOf, openingsOf, planOf } from './opening.rules.js';
export { nameToTell } from './team.text.js';
export { presentSlot } from './present-slot.js';
export { createSchedulingBlocks } from './scheduling.blocks.js';
export type { FreeSlot } from './search-scope.rules.js';
export { isThere, needsOf, unitLabel, unitNamesOf, type UnitChoice } from './resources.rules.js';
export type { ClaimPlace, ReleasePlace } from './sheet-targets.rules.js';
export { createSheetLoader } from './sheet-loader.js';
export { createSlotSearch, type InTurn, type SlotQuestion, type SlotSearch } from './slot-search.service.js';
export { checkStart } from './start-check.rules.js';
export {
  createTimeBlocks,
  type Block,
  type BlockInput,
  type BlockOutcome,
  type TimeBlocks,
} from './time-blocks.service.js';
export { isoDay, parseDay, zoneOf } from './zone.rules.js';
