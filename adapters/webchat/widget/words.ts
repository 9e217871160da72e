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
  },
};

export function wordsIn(language: string): Words {
  return WORDS[language.toLowerCase().split('-')[0] ?? 'en'] ?? WORDS['en']!; // English is always there
}
