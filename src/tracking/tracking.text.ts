import { isolated } from '../messaging/direction.js';
import type { ChannelId } from '../messaging/message.js';

/** The words of the page itself; how the visit stands is worded by the scripts' phrases. */
export interface PageText {
  readonly language: string;
  readonly steps: string;
  readonly stepState: Readonly<Record<'done' | 'now' | 'ahead' | 'ended', string>>;
  readonly acts: string;
  readonly move: string;
  readonly drop: string;
  readonly keep: string;
  readonly calendar: string;
  readonly person: string;
  readonly bookAgain: string;
  readonly freeUntil: string;
  readonly freeWhileWaiting: string;
  readonly nothingToPay: string;
  readonly goesBack: string;
  readonly onlyPersonHours: string;
  readonly onlyPerson: string;
  readonly lateDrop: string;
  readonly ask: string;
  readonly askCost: string;
  readonly askFree: string;
  readonly asked: string;
  readonly calendarHint: string;
  readonly dropAsk: string;
  readonly changed: string;
  readonly refresh: string;
  /** How the chat is opened, by channel: `{words}` is what to write, `{number}` whom to. */
  readonly how: Readonly<Record<ChannelId, string>>;
  readonly unknownTitle: string;
  readonly unknown: string;
  readonly endedTitle: string;
  readonly ended: string;
  readonly busyTitle: string;
  readonly busy: string;
  readonly failedTitle: string;
  readonly failed: string;
}

const en: PageText = {
  language: 'en',
  steps: 'How it goes',
  stepState: { done: 'Behind you', now: 'Now', ahead: 'To come', ended: 'The end' },
  acts: 'What you can do now',
  move: 'Move it',
  drop: 'Drop it',
  keep: 'Keep it',
  calendar: 'Put it in my calendar',
  person: 'Write to {shop}',
  bookAgain: 'Book another time',
  freeUntil: 'Free until {until}.',
  freeWhileWaiting: 'Free until {shop} confirms it.',
  nothingToPay: 'Nothing to pay.',
  goesBack: 'Your {paid} goes back to you.',
  onlyPersonHours: 'Less than {hours} hours before, only a person can move or drop it.',
  onlyPerson: 'Only a person can move or drop it now.',
  lateDrop: 'Dropping it now is a late drop. The chat says what it costs before anything is done.',
  ask: 'Ask {shop} to drop it',
  askFree: 'Or ask {shop} to drop it without that price. They answer in your chat.',
  askCost: 'It is late for dropping it yourself. {shop} can still agree, and answers in your chat.',
  asked: 'You have asked {shop} to drop this visit. They answer in your chat.',
  calendarHint: 'Opens a file your calendar can read.',
  dropAsk: 'Drop this visit?',
  changed: 'This visit has changed since the page was shown. Please read it again before you drop it.',
  refresh: 'Look again',
  how: {
    sms: 'Opens your messages. Text “{words}” to {number}.',
    whatsapp: 'Opens WhatsApp. Write “{words}” to {number}.',
    telegram: 'In our Telegram chat, write “{words}”.',
    webchat: 'Opens the chat, in the browser you booked with. Write “{words}” there.',
  },
  unknownTitle: 'There is no visit behind this link',
  unknown: 'Perhaps a part of it got lost. Please open it again from the message you were sent.',
  endedTitle: 'This page has ended',
  ended: 'The visit was a while ago. To book again, write in your chat.',
  busyTitle: 'One moment please',
  busy: 'This page was opened very often just now. Please try again in a minute.',
  failedTitle: 'Something went wrong on our side',
  failed: 'Nothing was changed that this page does not show. Please try again in a minute.',
};

const es: PageText = {
  language: 'es',
  steps: 'Cómo va',
  stepState: { done: 'Hecho', now: 'Ahora', ahead: 'Por venir', ended: 'El final' },
  acts: 'Lo que puede hacer ahora',
  move: 'Cambiar la hora',
  drop: 'Anularla',
  keep: 'Dejarla',
  calendar: 'Ponerla en mi calendario',
  person: 'Escribir a {shop}',
  bookAgain: 'Reservar otra hora',
  freeUntil: 'Gratis hasta {until}.',
  freeWhileWaiting: 'Gratis hasta que {shop} la confirme.',
  nothingToPay: 'Nada que pagar.',
  goesBack: 'Se le devuelven {paid}.',
  onlyPersonHours: 'A menos de {hours} horas, solo una persona puede cambiarla o anularla.',
  onlyPerson: 'Ahora solo una persona puede cambiarla o anularla.',
  lateDrop: 'Anularla ahora es tarde. El chat le dice lo que cuesta antes de hacer nada.',
  ask: 'Pedir a {shop} que la anule',
  askFree: 'O pida a {shop} que la anule sin ese coste. Le responde en su chat.',
  askCost: 'Ya es tarde para anularla usted. {shop} puede aceptarlo y responde en su chat.',
  asked: 'Ha pedido a {shop} que anule esta cita. Le responde en su chat.',
  calendarHint: 'Abre un archivo que su calendario puede leer.',
  dropAsk: '¿Anular esta cita?',
  changed: 'Esta cita ha cambiado desde que abrió la página. Léala de nuevo antes de anularla, por favor.',
  refresh: 'Mirar de nuevo',
  how: {
    sms: 'Abre sus mensajes. Escriba «{words}» al {number}.',
    whatsapp: 'Abre WhatsApp. Escriba «{words}» al {number}.',
    telegram: 'En nuestro chat de Telegram, escriba «{words}».',
    webchat: 'Abre el chat, en el navegador con el que reservó. Escriba allí «{words}».',
  },
  unknownTitle: 'No hay ninguna cita en este enlace',
  unknown: 'Quizá se perdió una parte. Ábralo de nuevo desde el mensaje que recibió.',
  endedTitle: 'Esta página ya no está',
  ended: 'La cita fue hace tiempo. Para reservar de nuevo, escriba en su chat.',
  busyTitle: 'Un momento, por favor',
  busy: 'Esta página se ha abierto muchas veces hace un momento. Pruebe de nuevo en un minuto.',
  failedTitle: 'Algo ha fallado por nuestra parte',
  failed: 'No ha cambiado nada que esta página no muestre. Pruebe de nuevo en un minuto.',
};

const ar: PageText = {
  language: 'ar',
  steps: 'سير الموعد',
  stepState: { done: 'تم', now: 'الآن', ahead: 'لاحقًا', ended: 'النهاية' },
  acts: 'ما يمكنك فعله الآن',
  move: 'تغيير الوقت',
  drop: 'إلغاء الموعد',
  keep: 'إبقاء الموعد',
  calendar: 'إضافة إلى تقويمي',
  person: 'الكتابة إلى {shop}',
  bookAgain: 'حجز وقت آخر',
  freeUntil: 'مجانًا حتى {until}.',
  freeWhileWaiting: 'مجانًا حتى تأكيد {shop}.',
  nothingToPay: 'لا شيء عليك دفعه.',
  goesBack: 'يعود إليك {paid}.',
  onlyPersonHours: 'بقي أقل من {hours} ساعة، فالتغيير والإلغاء عن طريق شخص فقط.',
  onlyPerson: 'التغيير والإلغاء الآن عن طريق شخص فقط.',
  lateDrop: 'إلغاؤه الآن متأخر. تخبرك المحادثة بما يكلفه قبل فعل أي شيء.',
  ask: 'طلب الإلغاء من {shop}',
  askFree: 'أو اطلب من {shop} إلغاءه دون ذلك الثمن. تجيبك في محادثتك.',
  askCost: 'تأخر الوقت على الإلغاء بنفسك. قد توافق {shop}، وتجيبك في محادثتك.',
  asked: 'طلبت من {shop} إلغاء هذا الموعد. تجيبك في محادثتك.',
  calendarHint: 'يفتح ملفًا يقرؤه تقويمك.',
  dropAsk: 'هل نلغي هذا الموعد؟',
  changed: 'تغيّر هذا الموعد منذ فتح الصفحة. يرجى قراءته من جديد قبل إلغائه.',
  refresh: 'تحديث الصفحة',
  how: {
    sms: 'يفتح رسائلك. يرجى كتابة «{words}» إلى {number}.',
    whatsapp: 'يفتح WhatsApp. يرجى كتابة «{words}» إلى {number}.',
    telegram: 'في محادثتنا على Telegram، يرجى كتابة «{words}».',
    webchat: 'يفتح المحادثة في المتصفح الذي حجزت به. يرجى كتابة «{words}» هناك.',
  },
  unknownTitle: 'لا يوجد موعد في هذا الرابط',
  unknown: 'ربما ضاع جزء منه. يرجى فتحه من جديد من الرسالة التي وصلتك.',
  endedTitle: 'انتهت هذه الصفحة',
  ended: 'مضى وقت على هذا الموعد. للحجز من جديد يمكنك الكتابة في محادثتك.',
  busyTitle: 'لحظة من فضلك',
  busy: 'فُتحت هذه الصفحة مرات كثيرة الآن. يرجى المحاولة بعد دقيقة.',
  failedTitle: 'حدثت مشكلة لدينا',
  failed: 'لم يتغيّر شيء لا تعرضه هذه الصفحة. يرجى المحاولة بعد دقيقة.',
};

const TEXTS: Readonly<Record<string, PageText>> = { en, es, ar };

/** The page's words in this language, English where there are none. */
export function pageText(language: string): PageText {
  return TEXTS[language] ?? en;
}

/**
 * Puts values in their places. Nothing is escaped here: that is the page's last step.
 * @param language whose direction the sentence has, where it is read; without one the words are made to be sent.
 */
export function fill(text: string, values: Readonly<Record<string, string | number>>, language = 'en'): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => isolated(String(values[name] ?? whole), language));
}

/** What to write in the chat: commands the engine understands from anywhere. */
export const CHAT_WORDS: Readonly<Record<string, Readonly<Record<'drop' | 'person' | 'book', string>>>> = {
  en: { drop: 'drop {reference}', person: 'person', book: 'book' },
  es: { drop: 'anular {reference}', person: 'persona', book: 'reservar' },
  ar: { drop: 'إلغاء {reference}', person: 'شخص', book: 'حجز' },
};
