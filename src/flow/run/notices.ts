import { formatMoney, type Money } from '../../messaging/format.js';
import { forgetHold } from './holds.js';
import { introduce, showQuestion } from '../say/ask.js';
import { chosenServiceId } from './time-calls.js';
import {
  confirmWith,
  trackWith,
  openQuestion,
  phrase,
  placeOf,
  render,
  say,
  setLanguage,
  setValue,
  valueAt,
  worded,
  type Draft,
  type OpenQuestion,
} from './draft.js';
import { heldValues } from './act-outcomes.js';
import { enter, interrupt } from './enter.js';
import { languagesHere } from './repairs.js';
import { FIELDS } from '../script/kinds.js';
import type { Json, Notice } from '../protocol.js';
import { fieldOf, pickFields } from '../script/text.js';
import { markQuestion } from './steps.js';

/** News from the house: said at once, whatever question is open, which is then asked again. */
export function takeNotice(draft: Draft, notice: Notice): void {
  draft.messageClass = notice.name === 'bonus.credited' ? 'normal' : 'urgent';
  // Who has never written is spoken to as whoever asked for it is; all others in their own language.
  if (notice.name === 'circle.asked' && !draft.met && languagesHere(draft).includes(notice.language))
    setLanguage(draft, notice.language);
  const values = valuesOf(draft, notice);
  const { name } = notice;
  if (name === 'booking.accepted' || name === 'booking.moved' || name === 'payment.booked')
    confirmWith(draft, notice.booking, notice.attachment);
  if (notice.name === 'order.paid') trackWith(draft, notice.order.trackUrl, 'order');
  closeOvertaken(draft, notice);
  if (settlesOpenPayment(draft, notice, values)) return;
  const words = draft.library.phrases.notices.get(notice.name);
  if (words?.say) {
    introduce(draft, null);
    say(draft, render(draft, words.say, values));
  }
  if (words?.call) return interrupt(draft, words.call, values);
  const open = openQuestion(draft);
  if (open && !open.block.idle) showQuestion(draft, { lead: phrase(draft, 'backTo') });
}

/** What the words of a notice may show. */
function valuesOf(draft: Draft, notice: Notice): Record<string, Json> {
  const money = (amount: Money): string => formatMoney(amount, draft.language);
  const values: Record<string, Json> = {};
  if ('booking' in notice) values['booking'] = worded(draft, notice.booking);
  if ('tokens' in notice && notice.tokens) values['tokens'] = pickFields(notice.tokens, FIELDS.tokens);
  if ('order' in notice) values['order'] = pickFields(notice.order, FIELDS.order);
  if ('extra' in notice) values['extra'] = pickFields(notice.extra, FIELDS.extra);
  if ('someone' in notice && notice.someone) values['someone'] = pickFields(notice.someone, FIELDS.thing);
  if ('bonus' in notice) values['bonus'] = pickFields(notice.bonus, FIELDS.thing);
  if ('paper' in notice) values['paper'] = pickFields(notice.paper, FIELDS.thing);
  if ('what' in notice) values['what'] = notice.what;
  if ('wish' in notice) values['wish'] = notice.wish;
  if ('why' in notice && notice.why !== null) values['why'] = notice.why;
  if ('ticket' in notice) values['ticket'] = pickFields(notice.ticket, FIELDS.ticket);
  if (notice.name === 'wait.offered') {
    values['wait'] = pickFields(notice.wait, FIELDS.thing);
    values['service'] = pickFields(notice.service, FIELDS.service);
    Object.assign(values, heldValues(draft, notice.held));
    if (notice.moving) values['booking'] = worded(draft, notice.moving);
  }
  if ('paid' in notice) values['paid'] = money(notice.paid);
  if ('late' in notice) values['late'] = notice.late;
  if ('wanted' in notice) values['wanted'] = notice.wanted;
  if ('lapsedAt' in notice) values['lapsedAt'] = notice.lapsedAt;
  if ('day' in notice) values['day'] = notice.day;
  if ('serviceId' in notice) values['service'] = { id: notice.serviceId };
  if ('refunded' in notice && notice.refunded) values['refunded'] = money(notice.refunded);
  if ('alternatives' in notice)
    values['alternatives'] = notice.alternatives.map((slot) => pickFields(slot, FIELDS.slot));
  return values;
}

/** The chat waits for this very payment: the script goes on there instead of being told from outside. */
function settlesOpenPayment(draft: Draft, notice: Notice, values: Readonly<Record<string, Json>>): boolean {
  const index = draft.frames.findIndex((frame) => {
    const place = placeOf(draft, frame);
    return place?.block.kind === 'ask' && place.block.awaitsPayment;
  });
  if (index < 0 || !SETTLING.has(notice.name)) return false;
  const above = draft.frames.slice(index + 1);
  draft.frames = draft.frames.slice(0, index + 1);
  const open = openQuestion(draft);
  if (!open || !isAbout(draft, notice)) {
    draft.frames.push(...above);
    return false;
  }
  forgetHold(draft);
  if (notice.name === 'payment.refunded' || notice.name === 'order.refunded' || above.length > 0) {
    // The run is over; something else is being asked above it, or the news brings its own question.
    draft.frames = [...draft.frames.slice(0, index), ...above];
    return false;
  }
  draft.effects.push({ effect: 'answered', stepId: open.question.id, choiceId: null });
  for (const [name, value] of Object.entries(values)) if (name !== 'service') setValue(draft, name, value);
  return goOn(draft, open, WAY_ON[notice.name] ?? 'lapsed');
}

/** News of a payment that a question may wait for, and the exit it leads to. */
const SETTLING: ReadonlySet<Notice['name']> = new Set([
  'payment.booked',
  'payment.lapsed',
  'payment.refunded',
  'order.paid',
  'order.lapsed',
  'order.refunded',
]);
const WAY_ON: Readonly<Partial<Record<Notice['name'], string>>> = { 'payment.booked': 'booked', 'order.paid': 'paid' };

function goOn(draft: Draft, { script, block }: OpenQuestion, exit: string): boolean {
  const index = block.exits.get(exit);
  if (index === undefined) return false;
  markQuestion(draft, 'answered', { category: exit });
  enter(draft, { script, index });
  return true;
}

/** Of two payments begun in one chat only the one for the time now held answers the question. */
function isAbout(draft: Draft, notice: Notice): boolean {
  if ('order' in notice) return valueAt(draft, ['order', 'id']) === notice.order.id;
  const serviceId = chosenServiceId(draft);
  if (notice.name === 'payment.booked') {
    const startsAtUtc = valueAt(draft, ['slot', 'startsAtUtc']);
    return notice.booking.serviceId === serviceId && notice.booking.startsAtUtc === startsAtUtc;
  }
  if (notice.name !== 'payment.lapsed' && notice.name !== 'payment.refunded') return false;
  const when = valueAt(draft, ['slot', 'when']);
  return notice.serviceId === serviceId && typeof when === 'string' && notice.wanted.includes(when);
}

/** A reminder waiting for its answer has nothing to ask once the visit has begun, ended, or was refused. */
function closeOvertaken(draft: Draft, notice: Notice): void {
  if (!('booking' in notice)) return;
  const keeps = notice.name === 'booking.accepted' || notice.name === 'payment.booked';
  if (keeps) return;
  const { id } = notice.booking;
  draft.frames = draft.frames.filter((frame) => !(frame.i && fieldOf(frame.vars?.['booking'], 'id') === id));
}
