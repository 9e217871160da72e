import type { BookingView } from '../flow/protocol.js';

type Status = BookingView['status'];

/** How a visit stands: in a sentence, and in a word or two for a badge. `{shop}` is whom it waits for. */
export interface StatusWords {
  readonly sentence: string;
  readonly badge: string;
}

const WORDS: Readonly<Record<string, Readonly<Record<Status, StatusWords>>>> = {
  en: {
    pending: { sentence: 'received, waiting for {shop}', badge: 'Waiting' },
    accepted: { sentence: 'booked', badge: 'Booked' },
    rejected: { sentence: 'not possible', badge: 'Not possible' },
    in_progress: { sentence: 'under way', badge: 'Under way' },
    completed: { sentence: 'done', badge: 'Done' },
    cancelled: { sentence: 'dropped', badge: 'Dropped' },
    no_show: { sentence: 'missed', badge: 'Missed' },
    expired: { sentence: 'not answered in time', badge: 'Not answered' },
  },
  es: {
    pending: { sentence: 'recibida, a la espera de {shop}', badge: 'En espera' },
    accepted: { sentence: 'reservada', badge: 'Reservada' },
    rejected: { sentence: 'no es posible', badge: 'No es posible' },
    in_progress: { sentence: 'en curso', badge: 'En marcha' },
    completed: { sentence: 'terminada', badge: 'Terminada' },
    cancelled: { sentence: 'anulada', badge: 'Anulada' },
    no_show: { sentence: 'no acudió', badge: 'No acudió' },
    expired: { sentence: 'sin respuesta a tiempo', badge: 'Sin respuesta' },
  },
  ar: {
    pending: { sentence: 'بانتظار {shop}', badge: 'بالانتظار' },
    accepted: { sentence: 'محجوز', badge: 'محجوز' },
    rejected: { sentence: 'غير ممكن', badge: 'غير ممكن' },
    in_progress: { sentence: 'جارٍ', badge: 'جارٍ' },
    completed: { sentence: 'انتهى', badge: 'انتهى' },
    cancelled: { sentence: 'أُلغي', badge: 'أُلغي' },
    no_show: { sentence: 'لم يتم الحضور', badge: 'لم يتم الحضور' },
    expired: { sentence: 'لم يصل رد في الوقت', badge: 'بلا رد' },
  },
};

/** In English where there are no words in this language. */
export function statusWords(status: Status, language: string): StatusWords {
  return (WORDS[language] ?? WORDS['en']!)[status];
}
