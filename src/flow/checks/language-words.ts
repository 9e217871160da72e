/** What the checks of words know of each language. A language that is missing is simply not looked at. */
export interface LanguageWords {
  /** Letters of its own alphabet that a plain SMS cannot carry: they cost more, but they are no slip. */
  readonly ownLetters: string;
  /** Written in Latin letters: anything else in an SMS is a slip. */
  readonly latin: boolean;
  /** Words of machines (voice.md rule 2). */
  readonly machine: RegExp | null;
  /** "text 2": the digit stands in the first group that matched. */
  readonly promises: RegExp | null;
  /** "reply STOP": the word stands in the first group. */
  readonly asks: RegExp | null;
}

const RESERVED = 'cancel|end|quit|stop|yes|stopall|unsubscribe|revoke|optout|start|unstop|help|info';
/** Acted on by carriers beside the English ones, in countries where the language is spoken. */
const RESERVED_ES = 'alto|baja|parar|pare|fin|cancelar|salir|ayuda|alta';
const RESERVED_AR = 'إلغاء|الغاء|إيقاف|ايقاف|توقف|قف|خروج|مساعدة';

export const LANGUAGE_WORDS: Readonly<Record<string, LanguageWords>> = {
  en: {
    ownLetters: '',
    latin: true,
    machine: /\b(invalid|error|input|option|select|session|slot|process|system|token)s?\b/i,
    promises:
      /\b(?:text|answer|answer with|reply|send|type|press)\s+(\d)\b(?![:.,]?\d)|(?<![\d.,:£])\b(\d)\s+(?:goes|is|for)\b/gi,
    asks: new RegExp(`\\b(?:text|reply|reply with|answer|send|say|type)\\s+["']?(${RESERVED})\\b`, 'gi'),
  },
  es: {
    ownLetters: '',
    latin: true,
    machine: /\b(error|inválid[oa]|opción|opciones|seleccione|sistema|sesión|token|procesar|proceso)\b/i,
    promises:
      /\b(?:escriba|responda|responda con|envíe|marque|pulse)\s+(\d)\b(?![:.,]?\d)|(?<![\d.,:€])\b(\d)\s+(?:vuelve|es|para)\b/gi,
    asks: new RegExp(
      `\\b(?:escriba|responda|responda con|envíe|diga)\\s+["']?(${RESERVED}|${RESERVED_ES})(?!\\p{L})`,
      'giu',
    ),
  },
  de: {
    ownLetters: '',
    latin: true,
    machine: /\b(ungültig|fehler|eingabe|option|sitzung|system|token|prozess)\b/i,
    promises: /\b(?:schreiben sie|antworten sie mit|senden sie|tippen sie)\s+(\d)\b(?![:.,]?\d)/gi,
    asks: new RegExp(`\\b(?:schreiben sie|antworten sie mit|senden sie)\\s+["']?(${RESERVED})\\b`, 'gi'),
  },
  ar: {
    ownLetters: '',
    latin: false,
    machine: /(?:خطأ|غير صالح|النظام)/,
    promises: /(?:أرسل|اكتب|اضغط|إرسال|الرقم|بالرقم)\s+(\d)(?![\d:.])|(?<![\d.,:])(\d)\s+(?:للرجوع|للقائمة|لشخص)/g,
    asks: new RegExp(
      `(?:أرسل|اكتب|إرسال|كتابة|كلمة)\\s+(?:كلمة\\s+)?["']?(${RESERVED}|${RESERVED_AR})(?!\\p{L})`,
      'giu',
    ),
  },
};
