import { createAssign, createStaffActs, type BookingDeskDeps } from '../booking/index.js';
import { createSchedules } from '../catalogue/index.js';
import { createConflicts, createTimeBlocks } from '../scheduling/index.js';

/** What the people of a shop do with its time: holidays and absences, blocked time, and bookings of their own making. */
export function createAvailability(deps: BookingDeskDeps) {
  const conflicts = createConflicts(deps);
  return {
    schedules: createSchedules(deps),
    timeBlocks: createTimeBlocks(deps),
    conflicts,
    assign: createAssign({ ...deps, conflicts }),
    staff: createStaffActs({ ...deps, conflicts }),
  };
}
