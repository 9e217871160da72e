export { createBookingReader, type BookingReaderDeps } from './booking-reader.js';
export { createMailer, type Mailer } from './mailer.js';
export { createMails, type Mails, type MailsDeps } from './mails.service.js';
export { notificationIndexes } from './notification.model.js';
export { notificationJobs, REMINDER_JOB } from './notifications.jobs.js';
export { createReminders, type Reminders, type RemindersDeps } from './reminders.service.js';
