import ical, { ICalAttendeeRole, ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { isolated } from '../messaging/direction.js';
import type { Instant } from '../messaging/message.js';
import { MINUTE_MS } from '../platform/time-units.js';

/** A visit as a calendar knows it. */
export interface CalendarVisit {
  readonly bookingId: string;
  readonly reference: string;
  /** The booking's version; the file's sequence follows it, so that a newer file replaces an older one. */
  readonly version: number;
  readonly isOff: boolean;
  readonly serviceName: string;
  readonly personName: string;
  readonly customerName: string;
  readonly customerEmail: string | null;
  readonly note: string | null;
  readonly startsAtUtc: Instant;
  readonly durationMin: number;
  /** The wall time as it was promised, for calendars shown in another zone. */
  readonly promisedWall: string;
  readonly place: string | null;
  readonly shopName: string;
  /** Of the person whose visit it is. */
  readonly language: string;
}

export interface CalendarFileOptions {
  /** `request` invites and `cancel` takes back, both by mail to one attendee; `publish` is a file anybody may open. */
  readonly method: 'publish' | 'request' | 'cancel';
  readonly stampUtc: Instant;
  readonly organiserEmail: string;
}

const METHODS = {
  publish: ICalCalendarMethod.PUBLISH,
  request: ICalCalendarMethod.REQUEST,
  cancel: ICalCalendarMethod.CANCEL,
} as const;

/**
 * One visit as an iCalendar file (CAL-01, CAL-02, DF-24). Times are written in UTC: with a zone the library writes the
 * process's own wall time, a different instant on every server.
 */
export function calendarFile(visit: CalendarVisit, { method, stampUtc, organiserEmail }: CalendarFileOptions): string {
  const isOff = visit.isOff || method === 'cancel';
  const calendar = ical({
    prodId: { company: 'Parley', product: 'Bookings', language: 'EN' },
    method: METHODS[method],
    scale: 'GREGORIAN',
  });
  const event = calendar.createEvent({
    id: calendarUid(visit.bookingId),
    sequence: visit.version - 1,
    stamp: new Date(stampUtc),
    start: new Date(visit.startsAtUtc),
    end: new Date(visit.startsAtUtc + visit.durationMin * MINUTE_MS),
    summary: plain(`${visit.serviceName} - ${visit.customerName}`),
    description: plain(descriptionOf(visit)),
    location: plain(visit.place ?? wordsIn(visit.language).noPlace),
    organizer: { name: plain(visit.shopName), email: organiserEmail },
    status: isOff ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  // A published file has no attendees (RFC 5546): nobody is asked to answer it.
  if (method !== 'publish' && visit.customerEmail !== null) {
    event.createAttendee({
      name: plain(visit.customerName),
      email: visit.customerEmail,
      role: ICalAttendeeRole.REQ,
      status: ICalAttendeeStatus.ACCEPTED,
      rsvp: false,
    });
  }
  return calendar.toString();
}

/** Stable for the life of a booking: every later file is about the same entry. */
export function calendarUid(bookingId: string): string {
  return `${bookingId}@parley`;
}

interface FileWords {
  readonly with: string;
  readonly for: string;
  readonly when: string;
  readonly booking: string;
  readonly note: string;
  readonly noPlace: string;
}

const WORDS: Readonly<Record<string, FileWords>> = {
  en: {
    with: '{service} with {person}, {shop}',
    for: 'For: {customer}',
    when: 'When: {when}, {minutes} minutes',
    booking: 'Booking: {reference}',
    note: 'Note: {note}',
    noPlace: 'To be decided',
  },
  es: {
    with: '{service} con {person}, {shop}',
    for: 'Para: {customer}',
    when: 'Cuándo: {when}, {minutes} minutos',
    booking: 'Cita: {reference}',
    note: 'Nota: {note}',
    noPlace: 'Por decidir',
  },
  ar: {
    with: '{service} مع {person}، {shop}',
    for: 'الاسم: {customer}',
    when: 'الوقت: {when}، {minutes} د',
    booking: 'الحجز: {reference}',
    note: 'ملاحظة: {note}',
    noPlace: 'يُحدّد لاحقًا',
  },
};

function wordsIn(language: string): FileWords {
  return WORDS[language] ?? WORDS['en']!;
}

function descriptionOf(visit: CalendarVisit): string {
  const words = wordsIn(visit.language);
  const values: Readonly<Record<string, string>> = {
    service: visit.serviceName,
    person: visit.personName,
    shop: visit.shopName,
    customer: visit.customerName,
    when: visit.promisedWall,
    minutes: String(visit.durationMin),
    reference: visit.reference,
    note: visit.note ?? '',
  };
  const lines = [words.with, words.for, words.when, words.booking, ...(values['note'] === '' ? [] : [words.note])];
  return lines
    .map((line) => line.replace(/\{(\w+)\}/g, (_whole, name: string) => isolated(values[name] ?? '', visit.language)))
    .join('\n');
}

/** Line breaks are one kind, other control characters nothing: a name must not end a line of the file. */
function plain(text: string): string {
  return text.replace(/\r\n?|\u2028|\u2029/g, '\n').replace(/(?!\n)\p{Cc}/gu, '');
}
