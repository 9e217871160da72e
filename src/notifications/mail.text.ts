import type { BookingView } from '../flow/protocol.js';
import type { MailKind } from './notification.model.js';

interface Wording {
  readonly subject: string;
  readonly body: string;
}

const TEXTS: Readonly<Record<string, Readonly<Record<MailKind, Wording>>>> = {
  en: {
    tomorrow: {
      subject: 'Tomorrow: {service}, {when}',
      body: 'Hello {name},\n\n{shop} expects you tomorrow.\n\n{service} with {person}\n{when}\n{place}\n{price}\nBooking {reference}\n\n{free}\n\n{shop}',
    },
    today: {
      subject: 'Today: {service}, {when}',
      body: 'Hello {name},\n\n{shop} expects you today.\n\n{service} with {person}\n{when}\n{place}\n{price}\nBooking {reference}\n\n{free}\n\n{shop}',
    },
    accepted: {
      subject: 'Booked: {service}, {when}',
      body: 'Hello {name},\n\n{shop} has accepted your booking.\n\n{service} with {person}\n{when}\n{place}\n{price}\nBooking {reference}\n\n{free}\nThe calendar file is attached.\n\n{shop}',
    },
    moved: {
      subject: 'New time: {service}, {when}',
      body: 'Hello {name},\n\nyour booking has a new time.\n\n{service} with {person}\n{when}\n{place}\n{price}\nBooking {reference}\n\n{free}\nThe calendar file is attached.\n\n{shop}',
    },
    off: {
      subject: 'Not taking place: {service}, {when}',
      body: 'Hello {name},\n\nthis visit does not take place.\n\n{service} with {person}\n{when}\nBooking {reference}\n\nTo book again just write in your chat.\n\n{shop}',
    },
  },
  es: {
    tomorrow: {
      subject: 'Mañana: {service}, {when}',
      body: 'Hola {name}:\n\n{shop} le espera mañana.\n\n{service} con {person}\n{when}\n{place}\n{price}\nReserva {reference}\n\n{free}\n\n{shop}',
    },
    today: {
      subject: 'Hoy: {service}, {when}',
      body: 'Hola {name}:\n\n{shop} le espera hoy.\n\n{service} con {person}\n{when}\n{place}\n{price}\nReserva {reference}\n\n{free}\n\n{shop}',
    },
    accepted: {
      subject: 'Reservado: {service}, {when}',
      body: 'Hola {name}:\n\n{shop} ha aceptado su reserva.\n\n{service} con {person}\n{when}\n{place}\n{price}\nReserva {reference}\n\n{free}\nEl archivo de calendario va adjunto.\n\n{shop}',
    },
    moved: {
      subject: 'Nueva hora: {service}, {when}',
      body: 'Hola {name}:\n\nsu reserva tiene una hora nueva.\n\n{service} con {person}\n{when}\n{place}\n{price}\nReserva {reference}\n\n{free}\nEl archivo de calendario va adjunto.\n\n{shop}',
    },
    off: {
      subject: 'No tiene lugar: {service}, {when}',
      body: 'Hola {name}:\n\nesta visita no tiene lugar.\n\n{service} con {person}\n{when}\nReserva {reference}\n\nPara reservar de nuevo escriba en su chat.\n\n{shop}',
    },
  },
};

/** What can still be done: a moment that has passed is never named. */
const FREE: Readonly<Record<string, readonly [ahead: string, passed: string]>> = {
  en: [
    'You can move or drop it free until {freeUntil}: just answer in your chat.',
    'It is close now: to change it, ask for a person in your chat.',
  ],
  es: [
    'Puede cambiarla o anularla gratis hasta {freeUntil}: responda en su chat.',
    'Ya falta poco: para cambiarla, pida hablar con una persona en su chat.',
  ],
};

/** The words of a mail in the person's language, English where we have none. */
export function mailText(kind: MailKind, booking: BookingView, language: string): { subject: string; text: string } {
  const wording = (TEXTS[language] ?? TEXTS['en']!)[kind];
  const [ahead, passed] = FREE[language] ?? FREE['en']!;
  const free = booking.freeAhead ? ahead : passed;
  const values: Readonly<Record<string, string>> = {
    name: booking.customerName,
    shop: booking.shopName,
    service: booking.serviceName,
    person: booking.personName,
    when: booking.when,
    place: booking.place,
    price:
      booking.paidText === null
        ? booking.priceText
        : `${booking.priceText} (${booking.paidText} ${language === 'es' ? 'pagados' : 'paid'})`,
    reference: booking.reference,
    free: free.replace('{freeUntil}', () => booking.freeUntil),
  };
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? '');
  // A name may hold anything; a subject is one line.
  return { subject: fill(wording.subject).replace(/\s+/g, ' '), text: fill(wording.body) };
}
