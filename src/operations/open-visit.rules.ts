import { formatClock } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { CardRemark } from './job-card.rules.js';

/** The line for a visit nobody began where nobody is used to pressing Start: said once for each time it was given. */
export function openVisitRemark(visit: {
  readonly bookingId: string;
  readonly timeVersion: number;
  readonly startsAtUtc: Instant;
  readonly zone: string;
  readonly language: string;
}): CardRemark {
  const clock = formatClock(visit.startsAtUtc, visit.zone, visit.language);
  return {
    key: `open:${visit.bookingId}:${visit.timeVersion}`,
    topic: 'open',
    text: `Did they come at ${clock}? Press Start if they did, No-show if not. Nothing was counted against the customer.`,
    onlyWhile: 'accepted',
  };
}
