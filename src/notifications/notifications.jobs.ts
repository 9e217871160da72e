import type { JobSpec } from '../platform/jobs.js';
import type { Mails } from './mails.service.js';
import type { Reminders } from './reminders.service.js';

/** The alarm that is also set for exact moments. */
export const REMINDER_JOB = 'reminders.ring';

/** Looks once a minute for what is due, also for what an outage left behind (DF-22). */
export function notificationJobs({
  reminders,
  mails,
}: {
  readonly reminders: Reminders;
  readonly mails: Mails | null;
}): JobSpec[] {
  return [
    { name: REMINDER_JOB, everyMs: 60_000, run: async () => void (await reminders.ringDue()) },
    ...(mails ? [{ name: 'mails.send', everyMs: 60_000, run: async () => void (await mails.sendDue()) }] : []),
  ];
}
