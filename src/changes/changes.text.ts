import { formatWhen } from '../messaging/format.js';
import type { ChangeRow } from './change.model.js';

/** What operators read about a request, in the card of its booking. */
export function changeLine(row: ChangeRow, zone: string): string {
  const by = row.decision?.by.name ?? '';
  switch (row.state) {
    case 'waiting':
    case 'deciding':
      return `${wishLine(row, zone)} Past the deadline, so it is yours to allow. A reason for a no: write it in this thread as “reason …”, then press Refuse.`;
    case 'approved':
      return `${wishLine(row, zone)} Allowed by ${by}.`;
    case 'refused':
      return `${wishLine(row, zone)} Refused by ${by}${row.why === null ? '' : `: ${row.why}`}.`;
    case 'expired':
      return `${wishLine(row, zone)} Nobody answered before the start.`;
    case 'overtaken':
      return 'A request to change it came to nothing: the booking was changed otherwise.';
  }
}

function wishLine({ wish, startsAtUtc }: ChangeRow, zone: string): string {
  if (wish === 'drop' || startsAtUtc === null) return 'The customer asks to drop it.';
  return `The customer asks to move it to ${formatWhen(startsAtUtc, zone, 'en')}.`;
}

export const NOTHING_ASKED = 'Nobody is asking for a change of this booking any more.';
export const TIME_GONE = 'The time they asked for has gone meanwhile. Refuse it with a reason, or write to them.';
export const TOO_LATE = 'It can no longer be changed: the visit has begun or is over.';
