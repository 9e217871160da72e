import type { OrderView } from '../flow/protocol.js';

/** How an order stands, for its customer. Plain letters only: it goes out by SMS. */
const STATUS: Readonly<Record<string, Readonly<Record<OrderView['status'], string>>>> = {
  en: {
    checkout: 'not paid yet',
    lapsed: 'not paid',
    placed: 'waiting for the shop',
    accepted: 'being made ready',
    ready: 'ready',
    collected: 'collected',
    delivered: 'delivered',
    cancelled: 'dropped',
    refunded: 'dropped, money on its way back',
  },
  es: {
    checkout: 'sin pagar',
    lapsed: 'no pagado',
    placed: 'pendiente de la tienda',
    accepted: 'en preparación',
    ready: 'listo',
    collected: 'recogido',
    delivered: 'entregado',
    cancelled: 'anulado',
    refunded: 'anulado, dinero en camino',
  },
  ar: {
    checkout: 'لم يُدفع بعد',
    lapsed: 'لم يُدفع',
    placed: 'بانتظار المتجر',
    accepted: 'قيد التجهيز',
    ready: 'جاهز',
    collected: 'تم الاستلام',
    delivered: 'تم التوصيل',
    cancelled: 'ملغى',
    refunded: 'ملغى، والمبلغ في الطريق إليك',
  },
};

export function statusText(status: OrderView['status'], language: string): string {
  return (STATUS[language] ?? STATUS['en']!)[status];
}
const LEFT: Readonly<Record<string, string>> = { en: '{count} left', es: 'quedan {count}', ar: 'بقي {count}' };
const SOLD_OUT: Readonly<Record<string, string>> = { en: 'sold out', es: 'agotado', ar: 'نفد' };

/** Said only when it is few: a number that is large helps nobody choose. */
const FEW = 5;

export function stockText(left: number | null, language: string): string | null {
  if (left === null || left > FEW) return null;
  if (left === 0) return SOLD_OUT[language] ?? SOLD_OUT['en']!;
  return (LEFT[language] ?? LEFT['en']!).replace('{count}', String(left));
}
