import { valuesOf, type TableSource } from './table.js';

const NUMBERS =
  'null 0|ein 1|eins 1|eine 1|einen 1|einer 1|einem 1|zwei 2|zwo 2|drei 3|vier 4|funf 5|fuenf 5|sechs 6|sieben 7|acht 8|neun 9|zehn 10|elf 11|zwolf 12|zwoelf 12|dreizehn 13|vierzehn 14|funfzehn 15|fuenfzehn 15|sechzehn 16|siebzehn 17|achtzehn 18|neunzehn 19|zwanzig 20|dreissig 30|vierzig 40|funfzig 50|fuenfzig 50|sechzig 60|siebzig 70|achtzig 80|neunzig 90|hundert 100|tausend 1000';
const SMALL: Readonly<Record<string, number>> = valuesOf(NUMBERS);

/** "Zweihundertfünfunddreißig" */
function compound(word: string): number | null {
  const parts = /^(?:(.*?)tausend)?(?:(.*?)hundert)?(.*)$/.exec(word);
  if (!parts) return null;
  const [, thousands, hundreds, rest] = parts;
  const below = rest ? underHundred(rest.replace(/^und/, '')) : 0;
  const hundred = hundreds === undefined ? 0 : hundreds === '' ? 1 : underHundred(hundreds.replace(/^und/, ''));
  const thousand = thousands === undefined ? 0 : thousands === '' ? 1 : underHundred(thousands);
  if (below === null || hundred === null || thousand === null || hundred > 9 || thousand > 9) return null;
  const value = thousand * 1000 + hundred * 100 + below;
  return value > 0 ? value : null;
}

function underHundred(word: string): number | null {
  const known = SMALL[word];
  if (known !== undefined) return known < 100 ? known : null;
  const pair = /^(ein|zwei|drei|vier|funf|fuenf|sechs|sieben|acht|neun)und(.+)$/.exec(word);
  const tens = pair ? SMALL[pair[2]!] : undefined;
  return pair && tens !== undefined && tens >= 20 && tens < 100 ? SMALL[pair[1]!]! + tens : null;
}

export const DE: TableSource = {
  language: 'de',
  terms: {
    W1: 'montag|montags|mo|mon',
    W2: 'dienstag|dienstags|di|dinstag|dienstg|diensttag',
    W3: 'mittwoch|mittwochs|mi|mitwoch|mitwochs',
    W4: 'donnerstag|donnerstags|do|donerstag|donnerstg',
    W5: 'freitag|freitags|fr|freitg|fraitag',
    W6: 'samstag|samstags|sa|sonnabend|samstg',
    W7: 'sonntag|sonntags|so|sontag',
    M1: 'januar|jan|janner|jaenner',
    M2: 'februar|feb|feber',
    M3: 'marz|maerz|mrz',
    M4: 'april|apr',
    M5: 'mai',
    M6: 'juni|jun',
    M7: 'juli|jul',
    M8: 'august|aug',
    M9: 'september|sep|sept',
    M10: 'oktober|okt',
    M11: 'november|nov',
    M12: 'dezember|dez',
    T0: 'heute|heut|hoite',
    T1: 'morgen|morgn|moregn|mrgn',
    T2: 'ubermorgen|uebermorgen|ubermorgn',
    'T-1': 'gestern',
    'T0 p1': 'heute morgen|heute vormittag|heute fruh|heute frueh',
    'T0 p2': 'heute nachmittag',
    'T0 p3': 'heute abend',
    'T0 p4': 'heute nacht',
    'T1 p1': 'morgen fruh|morgen frueh|morgen vormittag',
    'T1 p3': 'morgen abend',
    T7: 'heute in einer woche|heute in 8 tagen|in einer woche|in acht tagen|in 8 tagen',
    T8: 'morgen in einer woche',
    T14: 'in vierzehn tagen|in 14 tagen',
    H1225: 'weihnachten|erster weihnachtstag',
    H1224: 'heiligabend|heilig abend',
    H1231: 'silvester',
    H101: 'neujahr',
    n: 'nachste|nachsten|nachster|nachstes|naechste|naechsten|naechster|kommende|kommenden|kommender',
    c: 'diese|diesen|dieser|dieses|diesem',
    l: 'letzte|letzten|letzter|vergangenen',
    i: 'in',
    e: 'ab heute|von heute an',
    d: 'tag|tage|tagen',
    w: 'woche|wochen',
    y: 'monat|monate|monaten',
    u: 'stunde|stunden|std',
    t: 'minute|minuten|min',
    'N30 t': 'halbe stunde|einer halben stunde|halben stunde',
    E: 'wochenende|am wochenende',
    v: 'oder|bzw',
    k: 'etwa|ungefahr|ungefaehr|circa|ca|gegen|vielleicht|zirka|so um|so gegen',
    g: 'um|@',
    A: 'am morgen uhr|am vormittag uhr',
    P: 'pm',
    p1: 'morgens|am morgen|vormittag|vormittags|am vormittag|fruh|frueh|in der fruh|in der frueh|fruhmorgens',
    p2: 'nachmittag|nachmittags|am nachmittag',
    p3: 'abend|abends|am abend',
    p4: 'nacht|nachts|in der nacht',
    m: 'mittag|mittags|am mittag|12 uhr mittags|zwolf uhr mittags|zu mittag|um 12 uhr mittags',
    z: 'mitternacht|um mitternacht',
    h: 'halb|halber',
    q: 'viertel|virtel',
    Q: 'dreiviertel|drei viertel',
    a: 'nach',
    b: 'vor',
    o: 'uhr|h|uhrr|punkt',
    x: 'am|den|die|der|dem|das|im|des|fur|fuer|bitte|bitteschon|danke|dankeschon|gerne|gern|ich|mochte|moechte|will|wurde|wuerde|kann|konnte|ware|waere|es|geht|ginge|ist|passt|mir|gut|am besten|ok|okay|ja|hallo|hi|dann|also|zum|termin|kommen|bei|haette|hatte|wir|uns|lieber|noch|tag der|pkt|genau|mal|nehme|nehmen|schon|super|prima|der tag|wenn moglich|und|sagen|frei|haben|sie|bitt',
  },
  numbers: NUMBERS,
  ordinals:
    'erste 1|ersten 1|erster 1|erstes 1|zweite 2|zweiten 2|zweiter 2|zweites 2|dritte 3|dritten 3|dritter 3|drittes 3|vierte 4|vierten 4|viertes 4|funfte 5|funften 5|fuenfte 5|sechste 6|sechsten 6|siebte 7|siebten 7|achte 8|achten 8|neunte 9|neunten 9|zehnte 10|zehnten 10|zwanzigsten 20|vierundzwanzigsten 24|letzte -1|letzten -1|letzter -1|letztes -1',
  compound,
  joins: null,
  and: ['und', 'u', 'sowie', 'plus'],
  multipliesHundred: true,
  unitFirst: false,
  pointParts: true,
  nextIsComing: true,
  halfBefore: true,
  lists: {
    fillers:
      'der|die|das|den|dem|bitte|danke|option|nummer|nr|ich|wir|nehme|nehmen|mochte|moechte|will|wollen|hatte|haette|gern|gerne|fur|fuer|mich|uns|ist|es|sind|zu|zusammen|insgesamt|mir|ok|ja|also|dann|wahle|waehle|hallo|einmal|genau|lieber|von|mal|gib|geben|sie|wurde|wuerde|ware|waere|noch|haben|hab|habe|nur|doch',
    thing: 'option',
    plural: '',
    but: 'aber|obwohl|nur',
    noAnswer: 'keine ahnung|kommt drauf an|kommt darauf an',
    halfEnding: 'einhalb',
    yes: 'ja|j|jo|jap|jep|jup|joa ja|jaa|jaaa|jawohl|ja bitte|ja gerne|ja gern|gerne|gern|klar|na klar|aber klar|naturlich|natuerlich|sicher|aber sicher|selbstverstandlich|selbstverstaendlich|ok|okay|oki|in ordnung|stimmt|das stimmt|richtig|korrekt|genau|passt|passt so|das passt|einverstanden|auf jeden fall|definitiv|unbedingt|perfekt|super|prima|gut|alles klar|jo klar|ja klar|ja genau|ja stimmt|mach das|machen wir|ja doch|freilich|yes|logo|jawoll|bestatigt|ich bestatige|ja mach das|ja danke|sehr gerne|ja passt',
    no: 'nein|n|ne|nee|noe|no|nix da|nein danke|ne danke|nee danke|noe danke|auf keinen fall|keinesfalls|keineswegs|niemals|nie|falsch|stimmt nicht|das stimmt nicht|nicht richtig|nicht korrekt|lieber nicht|bloss nicht|nicht|nicht jetzt|heute nicht|jetzt nicht|nein nein|ich will nicht|ich mochte nicht|ich moechte nicht|ich kann nicht|nein das stimmt nicht|nein falsch|gar nicht|uberhaupt nicht|ueberhaupt nicht|nope|nicht notig|nicht noetig|brauche ich nicht|kein interesse|nein leider nicht|leider nein|leider nicht|passt nicht|nein bitte nicht|naa|na|abgelehnt|noch nicht|ich lehne ab',
    likelyYes:
      'ich glaube ja|ich glaub ja|ich denke schon|glaub schon|wahrscheinlich|vermutlich|warum nicht|kein problem|meinetwegen|von mir aus|egal|mir egal|ich glaube schon|denke schon|joa|eigentlich ja|vielleicht ja|mehr oder weniger|hoffentlich',
    likelyNo:
      'ich glaube nicht|glaub nicht|ich denke nicht|wohl nicht|wohl kaum|eher nicht|wahrscheinlich nicht|vermutlich nicht|nicht wirklich|nicht ganz|kaum|weiss nicht|ich weiss nicht|eigentlich nicht|keine ahnung|ja nee|ja nein|jein',
    not: 'nicht|kein|keine|keinen|ohne|nie|ausser',
    or: 'oder|vielleicht|bzw',
    about:
      'etwa|ungefahr|ungefaehr|circa|ca|rund|fast|uber|ueber|unter|mindestens|hochstens|hoechstens|mehr als|weniger als|bis zu|vielleicht|wohl|ich glaube',
    counted:
      'personen|person|leute|erwachsene|kinder|kind|gaste|gaeste|jahre|jahre alt|mal|stuck|stueck|platze|plaetze|zimmer|hunde|hund|katzen|tage|stunden|minuten|freunde|fenster|euro|km|meter|quadratmeter',
    dozen: 'dutzend|ein dutzend',
    half: 'halb|halbe|halbes|ein halb|eine halbe|ein halbes|einhalb',
    couple: 'paar|ein paar|ein paarchen|zwei drei',
    zero: 'keine|keiner|keinen|niemand|nichts|kein',
    last: 'letzte|letzten|letzter|letztes|unterste|ganz unten|die letzte|das letzte',
    beforeLast: 'vorletzte|vorletzten|vorletzter|vorletztes',
    middle: 'mittlere|mittleren|mitte|in der mitte|mittleres',
    all: 'alle|alles|samtliche|saemtliche|die ganze liste|jede|jedes|alle davon|komplett|das ganze|alles zusammen|allesamt',
    both: 'beide|beides|alle beide|die beiden',
    except: 'ausser|bis auf|ohne|aber nicht|abzuglich|nur nicht|mit ausnahme von|aber ohne',
    none: 'keine|keins|keines|keinen|nichts|nix|keine davon|keins davon|nein|nein danke|gar nichts|gar keine|garnichts|nichts davon|weder noch|keine danke|nichts danke|nee|null|ohne alles|nichts von allem|ich mochte nichts|heute nichts|nichts dazu|keines davon|keiner',
    only: 'nur|bloss',
    to: 'bis|bis zu|-|bis zum',
    outOf: 'von|aus|/|von moglichen',
    stars: 'stern|sterne|sternen|punkte|punkt|punkten',
    nameIntro:
      'mein name ist|mein name|ich heisse|ich bin|ich bin die|ich bin der|name|der name ist|auf den namen|auf|fur|fuer|das ist|hier ist|hier|hier spricht|nennen sie mich|nenn mich|hallo ich bin|hallo mein name ist|hi ich bin|es ist fur|es ist fuer|unter dem namen|ich heiss|bitte auf',
    nameAfter: 'bitte|danke|mein name|heisse ich|ist mein name|hier|am apparat|danke schon|wie immer|und danke',
    notNames:
      'ja|nein|ok|klar|weiter|morgen|heute|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|warum|wieso|was|wer|wie|wann|wo|welche|keine|nichts|niemand|hilfe|stopp|abbrechen|zuruck|zurueck|menu|menue|ich|du|er|sie|wir|bitte|danke|gut|haha|weiss nicht|keine ahnung|anonym|test|das gleiche|dasselbe|gleich|wie immer|mensch|agent|person|termin|spat|zu spat|bereit|krank|neu|eins|zwei|drei|erste|zweite|vielleicht|spater|moment|hallo|hi|guten morgen|guten tag|guten abend|moin|nochmal|privat|geheim|meine mutter|mein mann|meine frau|mein sohn|meine tochter|ein freund|ich selbst|name|mein name|egal|unsicher|verwirrt|mude|da|nee|jo|servus',
    sentence:
      'ich|will|mochte|moechte|brauche|mein|meine|dein|ist|sind|nicht|fur|fuer|mit|wann|wo|wie|was|habe|kann|termin|zeit|buchen|andern|aendern|absagen|das|ein|eine|es|warum|sag|sage|schon|komme|spater|du|sie|wer|heute|morgen|noch|denn|keinen|keine|mir|mich|doch|gesagt',
    courtesy: 'bitte|danke',
    hesitation: 'hm|hmm|naja|na ja|aeh|aehm|ae|tja|mm|also',
    at: 'at|at|ett|(at)|[at]|klammeraffe|ad|aet',
    dot: 'punkt|(punkt)|[punkt]|dot',
    emailIntro: 'meine email ist|email|mail',
    placeIntro:
      'meine adresse ist|die adresse ist|adresse|meine postleitzahl ist|die postleitzahl ist|postleitzahl|plz|meine plz ist|plz ist|ich wohne in|ich wohne in der|ich wohne im|ich wohne am|wir wohnen in|wir wohnen in der|ich bin in|es ist|in|bitte in die|in der|nach|zu mir in die|ist',
  },
};
