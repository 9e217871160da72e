import type { ClientSession } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import { catalogueId } from './hours.schema.js';
import type { Catalogue } from './catalogue.service.js';
import {
  SCHEDULE_CHANGES,
  SCHEDULE_RECORDS,
  scheduleRecordSchema,
  STORED_SLOTS,
  storedSlotSchema,
  type ScheduleChange,
  type ScheduleRecord,
  type ScheduleRecordInput,
  type StoredSlot,
  type StoredSlotInput,
} from './schedule.model.js';
import { DAY_MS, MINUTE_MS } from '../platform/time-units.js';

/** Whose change it is. */
export interface ScheduleAct {
  readonly shopId: string;
  /** The same act twice is one change and one row of the audit. */
  readonly actId: string;
  /** As the audit shows it: "Maria (operator)". */
  readonly who: string;
}

/** What names a stored time (AV-12). */
export type StoredSlotKey = Pick<StoredSlot, 'serviceId' | 'personId' | 'startsAtUtc'>;

export type RemoveOutcome = 'removed' | 'unknown';

/**
 * Holidays, other hours, days off, absences and stored times, each change with its row in the audit (AV-30). Every change
 * raises the shop's revision, so a search that is under way notices it. Throws a zod error for bad input, an
 * `UnknownShopError`, an `UnknownPersonError` or a `StoredSlotError`.
 */
export interface Schedules {
  /** Keeps a record; one with the same id is replaced. */
  save(act: ScheduleAct, input: ScheduleRecordInput): Promise<ScheduleRecord>;
  remove(act: ScheduleAct, recordId: string): Promise<RemoveOutcome>;
  /** From now until `untilUtc`: their free times of that span are gone with the next search (AV-31). */
  goOffDuty(
    act: ScheduleAct,
    input: { readonly personId: string; readonly untilUtc: number; readonly reason: string },
  ): Promise<ScheduleRecord>;
  /** Back before the time that was said. */
  comeBack(act: ScheduleAct, personId: string): Promise<RemoveOutcome>;
  /** Keeps, closes, opens or flags one time; service + person + start name it, whatever its date is called. */
  saveSlot(act: ScheduleAct, input: StoredSlotInput): Promise<StoredSlot>;
  removeSlot(act: ScheduleAct, key: StoredSlotKey): Promise<RemoveOutcome>;
  /** The latest changes first. */
  changes(shopId: string, limit: number): Promise<readonly ScheduleChange[]>;
}

export class UnknownPersonError extends Error {
  readonly code = 'catalogue.unknownPerson';
  constructor(personId: string) {
    super(`nobody here has the id ${personId}`);
    this.name = 'UnknownPersonError';
  }
}

export class StoredSlotError extends Error {
  readonly code = 'catalogue.storedSlot';
  constructor(message: string) {
    super(message);
    this.name = 'StoredSlotError';
  }
}

interface SchedulesDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly catalogue: Catalogue;
}

/** One row of a collection whose fields end up in the snapshot. */
interface KeptRow {
  readonly _id: string;
  readonly shopId: string;
  readonly endsAtUtc: number;
  readonly savedAtUtc: number;
}

type WrittenRow = Omit<KeptRow, '_id'>;

const MOST_CHANGES = 200;

export function createSchedules({ mongo, clock, catalogue }: SchedulesDeps): Schedules {
  const { connection } = mongo;
  const collections = {
    record: connection.collection<KeptRow>(SCHEDULE_RECORDS),
    slot: connection.collection<KeptRow>(STORED_SLOTS),
  };
  const changes = connection.collection<ScheduleChange>(SCHEDULE_CHANGES);

  /** Writes or removes one row with its audit. An act that was done before changes nothing. */
  async function write(act: ScheduleAct, what: 'record' | 'slot', rowId: string, after: WrittenRow | null) {
    const _id = `${act.shopId}/${act.actId}`;
    const rows = collections[what];
    return catalogue.change(act.shopId, async (session: ClientSession): Promise<RemoveOutcome | 'saved'> => {
      const before = await changes.findOne({ _id }, { session });
      if (before) return before.after === null ? 'removed' : 'saved';
      const was = await rows.findOne({ _id: rowId }, { session });
      if (after === null && was === null) return 'unknown';
      if (after === null) await rows.deleteOne({ _id: rowId }, { session });
      else await rows.replaceOne({ _id: rowId }, after, { upsert: true, session });
      await changes.insertOne(
        {
          _id,
          shopId: act.shopId,
          who: act.who,
          atUtc: clock.nowUtc(),
          act: `${what}.${after === null ? 'removed' : 'saved'}`,
          before: was,
          after,
        },
        { session },
      );
      return after === null ? 'removed' : 'saved';
    });
  }

  async function mustKnow(shopId: string, personId: string | null): Promise<void> {
    if (personId === null) return;
    const { people } = await catalogue.current(shopId);
    if (!people.some(({ id }) => id === personId)) throw new UnknownPersonError(personId);
  }

  /** A time of a service lasts as long as the service: otherwise the sheets would not know its guests as one group. */
  async function mustLast(shopId: string, { serviceId, startsAtUtc, endsAtUtc }: StoredSlot): Promise<void> {
    const { services } = await catalogue.current(shopId);
    const service = services.find(({ id }) => id === serviceId);
    if (!service) throw new StoredSlotError(`no service has the id ${serviceId}`);
    if (endsAtUtc - startsAtUtc !== service.durationMin * MINUTE_MS) {
      throw new StoredSlotError(`${service.name} takes ${service.durationMin} minutes`);
    }
  }

  async function save(act: ScheduleAct, input: ScheduleRecordInput): Promise<ScheduleRecord> {
    const record = scheduleRecordSchema.parse(input);
    const shopId = catalogueId.parse(act.shopId);
    await mustKnow(shopId, record.personId);
    // A date has no zone: two days later it is over everywhere.
    const endsAtUtc =
      record.kind === 'offDuty' ? record.untilUtc : Date.parse(`${record.toDate}T00:00:00Z`) + 2 * DAY_MS;
    const rowId = record.kind === 'offDuty' ? absenceId(shopId, record.personId) : `${shopId}/${record.id}`;
    await write({ ...act, shopId }, 'record', rowId, {
      ...record,
      shopId,
      endsAtUtc,
      savedAtUtc: clock.nowUtc(),
    });
    return record;
  }

  const removed = async (act: ScheduleAct, what: 'record' | 'slot', rowId: string): Promise<RemoveOutcome> =>
    (await write(act, what, rowId, null)) === 'unknown' ? 'unknown' : 'removed';

  return {
    save,
    remove: (act, recordId) =>
      removed(act, 'record', `${catalogueId.parse(act.shopId)}/${catalogueId.parse(recordId)}`),

    goOffDuty: (act, { personId, untilUtc, reason }) =>
      save(act, { kind: 'offDuty', id: personId, personId, fromUtc: clock.nowUtc(), untilUtc, reason }),

    comeBack: (act, personId) =>
      removed(act, 'record', absenceId(catalogueId.parse(act.shopId), catalogueId.parse(personId))),

    async saveSlot(act, input) {
      const slot = storedSlotSchema.parse(input);
      const shopId = catalogueId.parse(act.shopId);
      await mustKnow(shopId, slot.personId);
      await mustLast(shopId, slot);
      await write({ ...act, shopId }, 'slot', slotId(shopId, slot), { ...slot, shopId, savedAtUtc: clock.nowUtc() });
      return slot;
    },

    removeSlot: (act, key) => removed(act, 'slot', slotId(catalogueId.parse(act.shopId), key)),

    changes: (shopId, limit) =>
      changes
        .find({ shopId: catalogueId.parse(shopId) })
        .sort({ atUtc: -1 })
        .limit(Math.min(limit, MOST_CHANGES))
        .toArray(),
  };
}

/** One absence a person: a second one replaces the first. No id of a record holds a stroke. */
function absenceId(shopId: string, personId: string): string {
  return `${shopId}/off/${personId}`;
}

function slotId(shopId: string, { serviceId, personId, startsAtUtc }: StoredSlotKey): string {
  return [shopId, serviceId, personId ?? '', startsAtUtc].map(String).join('/');
}
