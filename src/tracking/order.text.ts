import type { OrderView } from '../flow/protocol.js';

type Shown = Exclude<OrderView['status'], 'checkout' | 'lapsed'>;
type Step = 'placed' | 'accepted' | 'ready' | 'sent' | 'collected' | 'delivered' | 'cancelled';

/** The words of an order's page. */
export interface OrderText {
  readonly language: string;
  readonly title: string;
  /** How it stands, in one sentence. */
  readonly stands: Readonly<Record<Shown | 'sent', string>>;
  readonly due: string;
  readonly late: string;
  readonly way: string;
  readonly inIt: string;
  readonly total: string;
  readonly paid: string;
  readonly toPay: string;
  readonly collect: string;
  readonly deliver: string;
  readonly download: string;
  readonly steps: Readonly<Record<Step, string>>;
  readonly dropAsk: string;
  readonly changed: string;
  readonly tooLate: string;
  readonly freeWhileWaiting: string;
  readonly again: string;
  /** What to write in the chat to see the orders. */
  readonly againWords: string;
  readonly unknownTitle: string;
  readonly ended: string;
}

const en: OrderText = {
  language: 'en',
  title: 'Your order',
  stands: {
    placed: '{shop} has your order and will confirm it.',
    accepted: '{shop} is making your order ready.',
    ready: 'Your order is ready. Collect it at {place}.',
    sent: 'Your order is on its way to you.',
    collected: 'You have collected your order. Thank you.',
    delivered: 'Your order has been delivered. Thank you.',
    cancelled: 'This order was dropped.',
    refunded: 'This order was dropped. Your {paid} goes back to you.',
  },
  due: 'Planned for {due}.',
  late: 'It is late, we are sorry: {note}',
  way: 'How it goes',
  inIt: 'What is in it',
  total: '{total} in all',
  paid: '{paid} paid',
  toPay: 'to be paid when you get it',
  collect: 'To be collected at {place}',
  deliver: 'To be sent to {address}',
  download: 'Fetch it here',
  steps: {
    placed: 'Ordered',
    accepted: 'Being made ready',
    ready: 'Ready for you',
    sent: 'On its way',
    collected: 'Collected',
    delivered: 'Delivered',
    cancelled: 'Dropped',
  },
  dropAsk: 'Drop this order?',
  changed: 'This order has changed since the page was shown. Please read it again before you drop it.',
  tooLate: 'It is too late to drop it here. Ask {shop}.',
  freeWhileWaiting: 'Free until {shop} confirms it.',
  again: 'Order it again',
  againWords: 'reorder',
  unknownTitle: 'There is no order behind this link',
  ended: 'This order was a while ago. To order again, write in your chat.',
};

const es: OrderText = {
  language: 'es',
  title: 'Su pedido',
  stands: {
    placed: '{shop} tiene su pedido y se lo confirmará.',
    accepted: '{shop} está preparando su pedido.',
    ready: 'Su pedido está listo. Recójalo en {place}.',
    sent: 'Su pedido va de camino.',
    collected: 'Ha recogido su pedido. Gracias.',
    delivered: 'Su pedido se ha entregado. Gracias.',
    cancelled: 'Este pedido se anuló.',
    refunded: 'Este pedido se anuló. Se le devuelven {paid}.',
  },
  due: 'Previsto para el {due}.',
  late: 'Se retrasa, lo sentimos: {note}',
  way: 'Cómo va',
  inIt: 'Qué lleva',
  total: '{total} en total',
  paid: '{paid} pagados',
  toPay: 'se paga al recibirlo',
  collect: 'Se recoge en {place}',
  deliver: 'Se envía a {address}',
  download: 'Descárguelo aquí',
  steps: {
    placed: 'Pedido',
    accepted: 'En preparación',
    ready: 'Listo para usted',
    sent: 'De camino',
    collected: 'Recogido',
    delivered: 'Entregado',
    cancelled: 'Anulado',
  },
  dropAsk: '¿Anular este pedido?',
  changed: 'Este pedido ha cambiado desde que abrió la página. Léalo de nuevo antes de anularlo, por favor.',
  tooLate: 'Ya es tarde para anularlo aquí. Pregunte a {shop}.',
  freeWhileWaiting: 'Gratis hasta que {shop} lo confirme.',
  again: 'Pedirlo otra vez',
  againWords: 'repetir pedido',
  unknownTitle: 'No hay ningún pedido en este enlace',
  ended: 'Este pedido fue hace tiempo. Para pedir de nuevo, escriba en su chat.',
};

const ar: OrderText = {
  language: 'ar',
  title: 'طلبك',
  stands: {
    placed: 'وصل طلبك إلى {shop}، وسيأتيك التأكيد.',
    accepted: 'تجهّز {shop} طلبك.',
    ready: 'طلبك جاهز. الاستلام من {place}.',
    sent: 'طلبك في الطريق إليك.',
    collected: 'تم استلام طلبك. شكرًا.',
    delivered: 'تم توصيل طلبك. شكرًا.',
    cancelled: 'أُلغي هذا الطلب.',
    refunded: 'أُلغي هذا الطلب. يعود إليك {paid}.',
  },
  due: 'الموعد {due}.',
  late: 'نعتذر، تأخر طلبك: {note}',
  way: 'سير الطلب',
  inIt: 'ما في الطلب',
  total: 'المجموع {total}',
  paid: 'دُفع {paid}',
  toPay: 'الدفع عند الاستلام',
  collect: 'الاستلام من {place}',
  deliver: 'التوصيل إلى {address}',
  download: 'للتنزيل من هنا',
  steps: {
    placed: 'تم الطلب',
    accepted: 'قيد التجهيز',
    ready: 'جاهز لك',
    sent: 'في الطريق',
    collected: 'تم الاستلام',
    delivered: 'تم التوصيل',
    cancelled: 'أُلغي',
  },
  dropAsk: 'هل نلغي هذا الطلب؟',
  changed: 'تغيّر هذا الطلب منذ فتح الصفحة. يرجى قراءته من جديد قبل إلغائه.',
  tooLate: 'فات وقت إلغائه من هنا. يرجى سؤال {shop}.',
  freeWhileWaiting: 'مجانًا حتى تأكيد {shop}.',
  again: 'طلبه من جديد',
  againWords: 'إعادة الطلب',
  unknownTitle: 'لا يوجد طلب في هذا الرابط',
  ended: 'مضى وقت على هذا الطلب. للطلب من جديد يمكنك الكتابة في محادثتك.',
};

const TEXTS: Readonly<Record<string, OrderText>> = { en, es, ar };

/** English where there are no words. */
export function orderText(language: string): OrderText {
  return TEXTS[language] ?? en;
}

/** How an order stands in a word or two, as its mark says it. */
export function orderBadge({ status, deliverTo, statusText }: OrderView, language: string): string {
  const { steps } = orderText(language);
  if (status === 'checkout' || status === 'lapsed') return statusText;
  if (status === 'refunded') return steps.cancelled;
  return steps[status === 'ready' && deliverTo !== null ? 'sent' : status];
}
