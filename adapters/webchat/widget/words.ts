/** The widget's own words, in the shop's language. Everything else a person reads comes from the conversation. */
export interface Words {
  readonly open: string;
  readonly close: string;
  readonly conversation: string;
  readonly answers: string;
  readonly yourAnswer: string;
  readonly send: string;
  readonly you: string;
  readonly typing: string;
  readonly connecting: string;
  readonly lost: string;
  readonly notSent: string;
  readonly tryAgain: string;
  readonly showTimes: string;
  readonly calendar: string;
  readonly addFile: string;
  readonly tooBig: string;
  readonly chooseDay: string;
  readonly monthBefore: string;
  readonly monthAfter: string;
  readonly dayFree: string;
  readonly dayFull: string;
  readonly today: string;
  /** With {step} and {steps}. */
  readonly progress: string;
  readonly days: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  en: {
    open: 'Chat with us',
    close: 'Close the chat',
    conversation: 'Conversation',
    answers: 'Answers to choose from',
    yourAnswer: 'Your answer',
    send: 'Send',
    you: 'You',
    typing: 'is writing',
    connecting: 'Connecting…',
    lost: 'We lost the connection. Trying again, nothing you wrote is lost.',
    notSent: 'Not sent.',
    tryAgain: 'Try again',
    showTimes: 'Times',
    calendar: 'Add to your calendar',
    addFile: 'Add a photo or file',
    tooBig: 'That file is more than 10 MB. Please choose a smaller one.',
    chooseDay: 'Choose a day',
    monthBefore: 'The month before',
    monthAfter: 'The next month',
    dayFree: 'free',
    dayFull: 'nothing free',
    today: 'today',
    progress: 'Step {step} of {steps}',
    days: 'Calendar',
  },
  es: {
    open: 'Escríbanos',
    close: 'Cerrar el chat',
    conversation: 'Conversación',
    answers: 'Respuestas para elegir',
    yourAnswer: 'Su respuesta',
    send: 'Enviar',
    you: 'Usted',
    typing: 'está escribiendo',
    connecting: 'Conectando…',
    lost: 'Se ha perdido la conexión. Lo intentamos de nuevo, no se pierde nada de lo escrito.',
    notSent: 'No enviado.',
    tryAgain: 'Intentar de nuevo',
    showTimes: 'Horas',
    calendar: 'Añadir a su calendario',
    addFile: 'Añadir una foto o un archivo',
    tooBig: 'Ese archivo pasa de 10 MB. Elija uno más pequeño, por favor.',
    chooseDay: 'Elija un día',
    monthBefore: 'El mes anterior',
    monthAfter: 'El mes siguiente',
    dayFree: 'con hueco',
    dayFull: 'sin hueco',
    today: 'hoy',
    progress: 'Paso {step} de {steps}',
    days: 'Calendario',
  },
  ar: {
    open: 'تحدث معنا',
    close: 'إغلاق المحادثة',
    conversation: 'المحادثة',
    answers: 'إجابات للاختيار',
    yourAnswer: 'جوابك',
    send: 'إرسال',
    you: 'أنت',
    typing: 'يكتب الآن',
    connecting: 'جارٍ الاتصال…',
    lost: 'انقطع الاتصال. نحاول من جديد، ولم يضع شيء مما كتبته.',
    notSent: 'لم يُرسل.',
    tryAgain: 'محاولة أخرى',
    showTimes: 'الأوقات',
    calendar: 'إضافة إلى تقويمك',
    addFile: 'إضافة صورة أو ملف',
    tooBig: 'هذا الملف أكبر من 10 ميغابايت. يرجى اختيار ملف أصغر.',
    chooseDay: 'اختر يومًا',
    monthBefore: 'الشهر السابق',
    monthAfter: 'الشهر التالي',
    dayFree: 'متاح',
    dayFull: 'غير متاح',
    today: 'اليوم',
    progress: 'الخطوة {step} من {steps}',
    days: 'التقويم',
  },
};

export function wordsIn(language: string): Words {
  return WORDS[language.toLowerCase().split('-')[0] ?? 'en'] ?? WORDS['en']!; // English is always there
}
