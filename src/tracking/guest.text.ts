import { isolated } from '../messaging/direction.js';

/** The words of the page where a visit is looked for, and of a person's own page. */
export interface GuestText {
  readonly language: string;
  readonly findTitle: string;
  readonly findLead: string;
  readonly reference: string;
  readonly referenceHint: string;
  readonly email: string;
  readonly send: string;
  readonly sentTitle: string;
  readonly sent: string;
  readonly incomplete: string;
  readonly openTitle: string;
  readonly open: string;
  readonly overTitle: string;
  readonly over: string;
  readonly mine: string;
  readonly upcoming: string;
  readonly nothingAhead: string;
  readonly past: string;
  readonly nothingBehind: string;
  readonly orders: string;
  readonly payments: string;
  readonly nothingPaid: string;
  readonly paidLine: string;
  readonly details: string;
  readonly name: string;
  readonly spoken: string;
  readonly unknown: string;
  readonly change: string;
  readonly see: string;
  readonly look: string;
  readonly leave: string;
  readonly forWhom: string;
}

const en: GuestText = {
  language: 'en',
  findTitle: 'Find your visit or order',
  findLead: 'Type the number of your booking or order and the e-mail it was made with. The link comes to that e-mail.',
  reference: 'Number',
  referenceHint: 'It begins with BK or OR and stands in the message that confirmed it.',
  email: 'E-mail',
  send: 'Send me the link',
  sentTitle: 'Look into your e-mail',
  sent: 'If the number and the e-mail belong together, a link is on its way to it. It works once, for 30 minutes.',
  incomplete: 'Please fill in both: a number such as BK-48210377 and your whole e-mail address.',
  openTitle: 'Your visits',
  open: 'Show them',
  overTitle: 'This link has been used, or its time is over',
  over: 'Write MY WEB in your chat for a new one, or look for it by its number.',
  mine: 'Your visits',
  upcoming: 'Ahead',
  nothingAhead: 'Nothing is booked.',
  past: 'Behind you',
  nothingBehind: 'Nothing yet.',
  orders: 'Orders',
  payments: 'Payments',
  nothingPaid: 'Nothing has been paid here yet.',
  paidLine: '{amount} on {when}: {what}',
  details: 'About you',
  name: 'Name',
  spoken: 'Language',
  unknown: 'not told yet',
  change: 'To change any of it, write MY DETAILS in your chat.',
  see: 'See it, move it or drop it',
  look: 'See it',
  leave: 'Close this page',
  forWhom: '{service} for {name}',
};

const es: GuestText = {
  language: 'es',
  findTitle: 'Encontrar su cita o pedido',
  findLead: 'Escriba el número de su cita o pedido y el correo que dio al hacerlo. El enlace llega a ese correo.',
  reference: 'Número',
  referenceHint: 'Empieza por BK u OR y está en el mensaje que lo confirmó.',
  email: 'Correo',
  send: 'Enviarme el enlace',
  sentTitle: 'Mire su correo',
  sent: 'Si el número y el correo van juntos, el enlace ya está en camino. Vale una vez, durante 30 minutos.',
  incomplete: 'Complete los dos, por favor: un número como BK-48210377 y su correo entero.',
  openTitle: 'Sus citas',
  open: 'Verlas',
  overTitle: 'Este enlace ya se usó o ya no vale',
  over: 'Escriba MI WEB en su chat para recibir otro, o busque su cita por su número.',
  mine: 'Sus citas',
  upcoming: 'Próximas',
  nothingAhead: 'No hay nada reservado.',
  past: 'Pasadas',
  nothingBehind: 'Todavía ninguna.',
  orders: 'Pedidos',
  payments: 'Pagos',
  nothingPaid: 'Todavía no se ha pagado nada aquí.',
  paidLine: '{amount} el {when}: {what}',
  details: 'Sus datos',
  name: 'Nombre',
  spoken: 'Idioma',
  unknown: 'aún no se sabe',
  change: 'Para cambiar algo, escriba MIS DATOS en su chat.',
  see: 'Verla, cambiarla o anularla',
  look: 'Verla',
  leave: 'Cerrar esta página',
  forWhom: '{service} para {name}',
};

const ar: GuestText = {
  language: 'ar',
  findTitle: 'البحث عن موعدك أو طلبك',
  findLead: 'اكتب رقم الحجز أو الطلب والبريد الذي أعطيته عنده. يصل الرابط إلى ذلك البريد.',
  reference: 'الرقم',
  referenceHint: 'يبدأ بـ BK أو OR وهو في رسالة التأكيد.',
  email: 'البريد الإلكتروني',
  send: 'إرسال الرابط',
  sentTitle: 'انظر في بريدك',
  sent: 'إن كان الرقم والبريد لحجز واحد، فالرابط في طريقه إليك. يعمل مرة واحدة خلال 30 دقيقة.',
  incomplete: 'يرجى كتابة الاثنين: رقم مثل BK-48210377 وبريدك كاملًا.',
  openTitle: 'مواعيدك',
  open: 'عرضها',
  overTitle: 'استُخدم هذا الرابط أو انتهى وقته',
  over: 'اكتب في محادثتك: صفحتي، ليصلك رابط جديد، أو ابحث عن موعدك برقمه.',
  mine: 'مواعيدك',
  upcoming: 'القادمة',
  nothingAhead: 'لا يوجد حجز.',
  past: 'السابقة',
  nothingBehind: 'لا شيء بعد.',
  orders: 'الطلبات',
  payments: 'المدفوعات',
  nothingPaid: 'لم يُدفع شيء هنا بعد.',
  paidLine: '{amount} في {when}: {what}',
  details: 'بياناتك',
  name: 'الاسم',
  spoken: 'اللغة',
  unknown: 'غير معروف بعد',
  change: 'لتغيير شيء منها اكتب في محادثتك: بياناتي.',
  see: 'عرضه أو تغييره أو إلغاؤه',
  look: 'عرضه',
  leave: 'إغلاق هذه الصفحة',
  forWhom: '{service} لـ {name}',
};

const TEXTS: Readonly<Record<string, GuestText>> = { en, es, ar };
export const GUEST_LANGUAGES: readonly string[] = Object.keys(TEXTS);

/** English where there are no words. */
export function guestText(language: string): GuestText {
  return TEXTS[language] ?? en;
}

interface GuestMail {
  readonly subject: Readonly<Record<'visit' | 'order', string>>;
  readonly text: string;
}

const MAILS: Readonly<Record<string, GuestMail>> = {
  en: {
    subject: { visit: 'Your visit at {shop}', order: 'Your order at {shop}' },
    text: 'Somebody asked for a link to {reference} at {shop}. It opens once, within 30 minutes:\n\n{url}\n\nIf that was not you, there is nothing to do: nobody has seen anything.',
  },
  es: {
    subject: { visit: 'Su cita en {shop}', order: 'Su pedido en {shop}' },
    text: 'Alguien ha pedido un enlace a {reference} en {shop}. Se abre una vez, en 30 minutos:\n\n{url}\n\nSi no ha sido usted, no hay nada que hacer: nadie ha visto nada.',
  },
  ar: {
    subject: { visit: 'موعدك لدى {shop}', order: 'طلبك من {shop}' },
    text: 'طلب أحدهم رابطًا إلى {reference} لدى {shop}. يُفتح مرة واحدة خلال 30 دقيقة:\n\n{url}\n\nإن لم تكن أنت فلا شيء عليك فعله: لم يطّلع أحد على شيء.',
  },
};

/** The mail that carries a one-time link. */
export function guestMail(
  kind: 'visit' | 'order',
  values: { readonly shop: string; readonly reference: string; readonly url: string },
  language: string,
): { readonly subject: string; readonly text: string } {
  const words = MAILS[language] ?? MAILS['en']!;
  const fill = (text: string): string =>
    text.replace(/\{(shop|reference|url)\}/g, (_whole, name: keyof typeof values) =>
      name === 'url' ? values.url : isolated(values[name], language),
    );
  return { subject: fill(words.subject[kind]), text: fill(words.text) };
}
