/** The words of choosing another time on the page of a visit. */
export interface MoveText {
  readonly language: string;
  readonly title: string;
  readonly now: string;
  readonly late: string;
  readonly priceStays: string;
  readonly none: string;
  readonly noneThatDay: string;
  readonly whichTime: string;
  readonly time: string;
  readonly laterDays: string;
  readonly earlierDays: string;
  readonly laterTimes: string;
  readonly earlierTimes: string;
  readonly otherDay: string;
  readonly otherTime: string;
  readonly moveAsk: string;
  readonly wishAsk: string;
  readonly wish: string;
  readonly wishAct: string;
  readonly gone: string;
  readonly changed: string;
  readonly wished: string;
}

const en: MoveText = {
  language: 'en',
  title: 'When suits you instead?',
  now: 'Now it is {when} with {person}.',
  late: 'It is late for moving it yourself. {shop} can still agree, and answers in your chat. Until then it stays as it is.',
  priceStays: 'The price stays the same.',
  none: 'There is no other free time now. Your visit stays as it is.',
  noneThatDay: 'Nothing is free on that day any more. These days have room.',
  whichTime: '{day}: which time?',
  time: '{clock} with {person}',
  laterDays: 'Later days',
  earlierDays: 'Earlier days',
  laterTimes: 'Later times',
  earlierTimes: 'Earlier times',
  otherDay: 'Another day',
  otherTime: 'Another time',
  moveAsk: 'Move it to {when} with {person}?',
  wishAsk: 'Ask {shop} for {when} with {person}?',
  wish: 'Ask {shop}',
  wishAct: 'Ask {shop} for another time',
  gone: 'That time has just gone, I am sorry. Your visit is as it was.',
  changed: 'This visit has changed since the page was shown. Please choose again.',
  wished: 'You have asked {shop} for another time. They answer in your chat.',
};

const es: MoveText = {
  language: 'es',
  title: '¿Cuándo le viene mejor?',
  now: 'Ahora es {when} con {person}.',
  late: 'Ya es tarde para cambiarla usted. {shop} puede aceptarlo y responde en su chat. Hasta entonces sigue igual.',
  priceStays: 'El precio es el mismo.',
  none: 'Ahora no queda otra hora libre. Su cita sigue igual.',
  noneThatDay: 'Ese día ya no queda nada libre. Estos días tienen sitio.',
  whichTime: '{day}: ¿a qué hora?',
  time: '{clock} con {person}',
  laterDays: 'Días siguientes',
  earlierDays: 'Días anteriores',
  laterTimes: 'Más tarde',
  earlierTimes: 'Más temprano',
  otherDay: 'Otro día',
  otherTime: 'Otra hora',
  moveAsk: '¿Cambiarla a {when} con {person}?',
  wishAsk: '¿Pedir a {shop} {when} con {person}?',
  wish: 'Pedirlo a {shop}',
  wishAct: 'Pedir otra hora a {shop}',
  gone: 'Esa hora se acaba de ocupar, lo siento. Su cita sigue como estaba.',
  changed: 'Esta cita ha cambiado desde que abrió la página. Elija de nuevo, por favor.',
  wished: 'Ha pedido otra hora a {shop}. Le responde en su chat.',
};

const ar: MoveText = {
  language: 'ar',
  title: 'أي وقت آخر يناسبك؟',
  now: 'الموعد الآن {when} مع {person}.',
  late: 'تأخر الوقت على تغييره بنفسك. قد توافق {shop}، وتجيبك في محادثتك. يبقى كما هو حتى ذلك الحين.',
  priceStays: 'يبقى السعر كما هو.',
  none: 'لا يوجد وقت آخر متاح الآن. يبقى موعدك كما هو.',
  noneThatDay: 'لم يعد في ذلك اليوم وقت متاح. في هذه الأيام متسع.',
  whichTime: '{day}: في أي ساعة؟',
  time: '{clock} مع {person}',
  laterDays: 'أيام لاحقة',
  earlierDays: 'أيام أسبق',
  laterTimes: 'أوقات لاحقة',
  earlierTimes: 'أوقات أسبق',
  otherDay: 'يوم آخر',
  otherTime: 'وقت آخر',
  moveAsk: 'هل نغيره إلى {when} مع {person}؟',
  wishAsk: 'هل نطلب من {shop} {when} مع {person}؟',
  wish: 'طلبه من {shop}',
  wishAct: 'طلب وقت آخر من {shop}',
  gone: 'نعتذر، حُجز ذلك الوقت للتو. موعدك كما كان.',
  changed: 'تغيّر هذا الموعد منذ فتح الصفحة. يرجى الاختيار من جديد.',
  wished: 'طلبت من {shop} وقتًا آخر. تجيبك في محادثتك.',
};

const TEXTS: Readonly<Record<string, MoveText>> = { en, es, ar };

/** The words in this language, English where there are none. */
export function moveText(language: string): MoveText {
  return TEXTS[language] ?? en;
}
