import type { BookingView, ReminderDay } from '../flow/protocol.js';
import { isolated } from '../messaging/direction.js';
import type { MailKind } from './notification.model.js';

/** What a mail speaks of; a reminder by the day it names. */
export type MailTopic = Exclude<MailKind, 'reminder'> | ReminderDay;

/** A mail's sentences by language; the facts stand between them, one a line, the same in every language. */
interface MailWords {
  readonly subjects: Readonly<Record<MailTopic, string>>;
  readonly leads: Readonly<Record<MailTopic, string>>;
  readonly hello: string;
  readonly with: string;
  readonly booking: string;
  readonly paid: string;
  readonly calendar: string;
  readonly again: string;
  /** A moment that has passed is never named. */
  readonly freeAhead: string;
  readonly freePassed: string;
}

const en: MailWords = {
  subjects: {
    tomorrow: 'Tomorrow: {service}, {when}',
    today: 'Today: {service}, {when}',
    later: 'Reminder: {service}, {when}',
    accepted: 'Booked: {service}, {when}',
    moved: 'New time: {service}, {when}',
    assigned: 'Now with {person}: {service}, {when}',
    off: 'Not taking place: {service}, {when}',
  },
  leads: {
    tomorrow: '{shop} expects you tomorrow.',
    today: '{shop} expects you today.',
    later: '{shop} expects you on {when}.',
    accepted: '{shop} has accepted your booking.',
    moved: 'your booking has a new time.',
    assigned: 'your visit is with {person} now. Time, place and price stay as they were.',
    off: 'this visit does not take place.',
  },
  hello: 'Hello {name},',
  with: '{service} with {person}',
  booking: 'Booking {reference}',
  paid: '{price} ({paid} paid)',
  calendar: 'The calendar file is attached.',
  again: 'To book again just write in your chat.',
  freeAhead: 'You can move or drop it free until {freeUntil}: just answer in your chat.',
  freePassed: 'It is close now: to change it, ask for a person in your chat.',
};

const es: MailWords = {
  subjects: {
    tomorrow: 'Mañana: {service}, {when}',
    today: 'Hoy: {service}, {when}',
    later: 'Recordatorio: {service}, {when}',
    accepted: 'Cita reservada: {service}, {when}',
    moved: 'Nueva hora: {service}, {when}',
    assigned: 'Ahora con {person}: {service}, {when}',
    off: 'No tiene lugar: {service}, {when}',
  },
  leads: {
    tomorrow: '{shop} le espera mañana.',
    today: '{shop} le espera hoy.',
    later: '{shop} le espera el {when}.',
    accepted: '{shop} ha aceptado su cita.',
    moved: 'Su cita tiene una hora nueva.',
    assigned: 'Ahora le atiende {person}. La hora, el lugar y el precio no cambian.',
    off: 'Esta cita no tiene lugar.',
  },
  hello: 'Hola, {name}:',
  with: '{service} con {person}',
  booking: 'Cita {reference}',
  paid: '{price} ({paid} pagados)',
  calendar: 'El archivo de calendario va adjunto.',
  again: 'Para reservar de nuevo, escriba en su chat.',
  freeAhead: 'Puede cambiarla o anularla gratis hasta {freeUntil}: responda en su chat.',
  freePassed: 'Ya falta poco: para cambiarla, pida en su chat hablar con una persona.',
};

const ar: MailWords = {
  subjects: {
    tomorrow: 'غدًا: {service}، {when}',
    today: 'اليوم: {service}، {when}',
    later: 'تذكير: {service}، {when}',
    accepted: 'تم الحجز: {service}، {when}',
    moved: 'وقت جديد: {service}، {when}',
    assigned: 'الآن مع {person}: {service}، {when}',
    off: 'لن يتم: {service}، {when}',
  },
  leads: {
    tomorrow: 'موعدك غدًا مع {shop}.',
    today: 'موعدك اليوم مع {shop}.',
    later: 'موعدك مع {shop}: {when}.',
    accepted: 'تأكيد حجزك من {shop}.',
    moved: 'لموعدك وقت جديد.',
    assigned: 'موعدك الآن مع {person}. الوقت والمكان والسعر كما هي.',
    off: 'لن يتم هذا الموعد.',
  },
  hello: 'مرحبًا {name}،',
  with: '{service} مع {person}',
  booking: 'الحجز {reference}',
  paid: '{price} (مدفوع {paid})',
  calendar: 'ملف التقويم مرفق.',
  again: 'للحجز من جديد يمكنك الكتابة في محادثتك.',
  freeAhead: 'تغيير أو إلغاء مجاني حتى {freeUntil}: يكفي الرد في محادثتك.',
  freePassed: 'اقترب الموعد: لتغييره يمكنك طلب شخص في محادثتك.',
};

/** The file that comes with it takes the place of the entry there is. */
const FILED: ReadonlySet<MailTopic> = new Set(['accepted', 'moved', 'assigned']);

const WORDS: Readonly<Record<string, MailWords>> = { en, es, ar };

/** The words of a mail in the person's language, English where there are none. */
export function mailText(kind: MailTopic, booking: BookingView, language: string): { subject: string; text: string } {
  const spoken = WORDS[language] ? language : 'en';
  const words = WORDS[spoken]!;
  const { paidText, priceText } = booking;
  const values: Readonly<Record<string, string>> = {
    name: booking.customerName,
    shop: booking.shopName,
    service: booking.serviceName,
    person: booking.personName,
    when: booking.when,
    price: priceText,
    paid: paidText ?? '',
    reference: booking.reference,
    freeUntil: booking.freeUntil,
  };
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_whole, name: string) => isolated(values[name] ?? '', spoken));
  const isOff = kind === 'off';
  const facts = [
    fill(words.with),
    booking.when,
    ...(isOff ? [] : [booking.place, paidText === null ? priceText : fill(words.paid)]),
    fill(words.booking),
  ];
  const free = fill(booking.freeAhead ? words.freeAhead : words.freePassed);
  const after = isOff ? [words.again] : [free, ...(FILED.has(kind) ? [words.calendar] : [])];
  const text = [fill(words.hello), fill(words.leads[kind]), facts.join('\n'), after.join('\n'), booking.shopName];
  // A name may hold anything; a subject is one line.
  return { subject: fill(words.subjects[kind]).replace(/\s+/g, ' '), text: text.join('\n\n') };
}
