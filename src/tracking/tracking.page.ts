import { statusWords } from '../booking/index.js';
import type { BookingView, TimelineStep } from '../flow/protocol.js';
import type { ChannelId } from '../messaging/message.js';
import type { TrackedVisit } from './tracking.service.js';
import { frame } from './page-frame.js';
import { TONES } from './tones.js';
import { moveText } from './move.text.js';
import { PAGE_SCRIPT } from './tracking.assets.js';
import { CHAT_WORDS, fill, pageText, type PageText } from './tracking.text.js';
import { escapeHtml } from '../platform/html.js';

/** How a person gets back into the chat they booked by. */
export interface ChatDoor {
  /** Our number, where the channel has one. */
  readonly number: string | null;
  /** Opens the chat, with these words ready to send where the channel can do that; null where no address opens it. */
  urlFor(words: string): string | null;
}
export type ChatDoors = (channel: ChannelId, shopId: string) => ChatDoor;

/** One page, and the nonce its own style and script carry. */
interface PageDeps {
  readonly nonce: string;
  readonly doors: ChatDoors;
}

/** The visit's page: its state as a sentence, its way so far, and what can be done now with its cost said first (BK-17). */
export function visitPage(visit: TrackedVisit, token: string, { nonce, doors }: PageDeps): string {
  const { view, words, language, stamp } = visit;
  const text = pageText(language);
  const steps = words.steps.map((step) => stepItem(step, text)).join('\n');
  const acts = actsOf(visit, token, text, doors(visit.channel, visit.shopId));
  const body = `<main data-tone="${TONES[view.status]}" data-stamp="${escapeHtml(stamp)}" data-state="${escapeHtml(token)}/state">
<p class="shop">${escapeHtml(view.shopName)}</p>
<section class="sheet">
<p class="badge">${escapeHtml(statusWords(view.status, text.language).badge)}</p>
<h1>${escapeHtml(words.sentence)}</h1>
${moneyBack(view, text)}<p class="facts">${factsOf(view)}</p>
</section>
<section class="sheet" aria-labelledby="steps">
<h2 id="steps">${escapeHtml(text.steps)}</h2>
<ol>
${steps}
</ol>
</section>
<section class="sheet" aria-labelledby="acts">
<h2 id="acts">${escapeHtml(text.acts)}</h2>
${acts.join('\n')}
</section>
<noscript><p class="again"><a href="${escapeHtml(token)}">${escapeHtml(text.refresh)}</a></p></noscript>
</main>
<p id="news" class="unseen" role="status"></p>
<script nonce="${nonce}">${PAGE_SCRIPT}</script>`;
  return frame({ language, title: `${view.serviceName}, ${view.when}`, body, nonce });
}

/** Asks once more before anything is dropped, with what it costs. @param changed the visit is no longer what was shown. */
export function dropPage(visit: TrackedVisit, token: string, nonce: string, changed: boolean): string {
  const { view, words, language } = visit;
  const text = pageText(language);
  const back = `../${escapeHtml(token)}`;
  const body = `<main data-tone="${TONES[view.status]}">
<p class="shop">${escapeHtml(view.shopName)}</p>
<section class="sheet">
${changed ? `<p class="note" role="alert">${escapeHtml(text.changed)}</p>` : ''}
<h1>${escapeHtml(text.dropAsk)}</h1>
<p>${escapeHtml(words.sentence)}</p>
<p>${escapeHtml(dropCost(view, text))}</p>
</section>
<section class="sheet">
<div class="act"><a class="button" href="${back}">${escapeHtml(text.keep)}</a></div>
<form class="act" method="post" action="drop">
<input type="hidden" name="version" value="${view.version}">
<button class="button danger">${escapeHtml(text.drop)}</button>
</form>
</section>
</main>`;
  return frame({ language, title: text.dropAsk, body, nonce });
}

/** A page that only says why there is nothing to see, kindly. */
export function plainPage(which: 'unknown' | 'ended' | 'busy' | 'failed', nonce: string): string {
  const text = pageText('en');
  const title = text[`${which}Title`];
  const body = `<main><section class="sheet"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text[which])}</p></section></main>`;
  return frame({ language: 'en', title, body, nonce });
}

/** The rule of the deadline, in one sentence. */
export function freeWords(view: BookingView, text: PageText): string {
  if (view.freeAhead) return fill(text.freeUntil, { until: view.freeUntil }, text.language);
  return fill(text.freeWhileWaiting, { shop: view.shopName }, text.language);
}

/** Dropping is only possible while it is free: what was paid goes back in full. */
function dropCost(view: BookingView, text: PageText): string {
  return view.paidText === null ? text.nothingToPay : fill(text.goesBack, { paid: view.paidText }, text.language);
}

/** What was paid for a visit the shop never gave goes back in full; so does that of one dropped, which is only possible while free. */
function moneyBack(view: BookingView, text: PageText): string {
  const isOff = view.status === 'cancelled' || view.status === 'rejected' || view.status === 'expired';
  return isOff && view.paidText !== null ? `<p>${escapeHtml(dropCost(view, text))}</p>\n` : '';
}

function actsOf(visit: TrackedVisit, token: string, text: PageText, door: ChatDoor): readonly string[] {
  const { view, calendarUrl, language } = visit;
  const chat = CHAT_WORDS[language] ?? CHAT_WORDS['en']!;
  const inChat = (label: string, words: string, cost: string | null, look = ''): string => {
    const how = fill(text.how[visit.channel], { words, number: door.number ?? view.shopName }, text.language);
    return act({ label, url: door.urlFor(words), cost, how, look });
  };
  const isAhead = view.status === 'pending' || view.status === 'accepted';
  const acts: string[] = [];
  if (view.canMove)
    acts.push(act({ label: text.move, url: `${token}/move`, cost: freeWords(view, text), how: null, look: '' }));
  if (view.canDrop) {
    const cost = `${freeWords(view, text)} ${dropCost(view, text)}`;
    acts.push(act({ label: text.drop, url: `${token}/drop`, cost, how: null, look: 'danger' }));
  }
  const shop = { shop: view.shopName };
  const moving = moveText(language);
  if (visit.asking === 'drop' || visit.asking === 'move') {
    const asked = visit.asking === 'drop' ? text.asked : moving.wished;
    acts.push(`<p class="note" role="status">${escapeHtml(fill(asked, shop, language))}</p>`);
  }
  if (visit.asking === 'possible') {
    const [label, cost] = [fill(moving.wishAct, shop, language), fill(moving.late, shop, language)];
    acts.push(act({ label, url: `${token}/move`, cost, how: null, look: 'plain' }));
  }
  if (view.lateDrop)
    acts.push(inChat(text.drop, fill(chat.drop, { reference: view.reference }), text.lateDrop, 'danger'));
  if (visit.asking === 'possible') acts.push(askForm(visit, token, text));
  if (isAhead && !view.canDrop)
    acts.push(inChat(fill(text.person, shop, text.language), chat.person, onlyPerson(view, text), ''));
  if (view.status === 'in_progress' || view.canDrop)
    acts.push(inChat(fill(text.person, shop, text.language), chat.person, null, view.canDrop ? 'plain' : ''));
  if (!isAhead && view.status !== 'in_progress') acts.push(inChat(text.bookAgain, chat.book, null));
  if (calendarUrl !== null)
    acts.push(act({ label: text.calendar, url: calendarUrl, cost: null, how: text.calendarHint, look: 'plain' }));
  return acts;
}

/** Why the page can do no more; nothing where a late drop, at its price, still can. */
function onlyPerson({ lateDrop, freeHours: hours }: BookingView, text: PageText): string | null {
  if (lateDrop) return null;
  return hours > 1 ? fill(text.onlyPersonHours, { hours }, text.language) : text.onlyPerson;
}

/** Asking is no act on the visit: the shop answers, in the chat. */
function askForm({ view, language }: TrackedVisit, token: string, text: PageText): string {
  const shop = { shop: view.shopName };
  return `<form class="act" method="post" action="${escapeHtml(token)}/ask"><p class="cost">${escapeHtml(fill(view.lateDrop ? text.askFree : text.askCost, shop, language))}</p><button class="button danger">${escapeHtml(fill(text.ask, shop, language))}</button></form>`;
}

interface Act {
  readonly label: string;
  /** Null where words are all that can be given. */
  readonly url: string | null;
  /** What it costs, said before it is pressed. */
  readonly cost: string | null;
  readonly how: string | null;
  readonly look: string;
}

export function act({ label, url, cost, how, look }: Act): string {
  const said = [cost, how].filter((one) => one !== null).map(escapeHtml);
  const [first = '', ...rest] = said;
  const lines = [first, ...rest].map(
    (line, index) => `<p${cost !== null && index === 0 ? ' class="cost"' : ''}>${line}</p>`,
  );
  const head = url === null ? `<p class="cost"><strong>${escapeHtml(label)}</strong></p>` : '';
  const button = url === null ? '' : `<a class="button ${look}" href="${escapeHtml(url)}">${escapeHtml(label)}</a>`;
  return `<div class="act">${head}${lines.join('')}${button}</div>`;
}

function stepItem({ state, words }: { state: TimelineStep['state']; words: string }, text: PageText): string {
  const current = state === 'now' ? ' aria-current="step"' : '';
  const mark = state === 'done' || state === 'ended' ? '<span class="tick"></span>' : '';
  return `<li class="${state}"${current}>${mark}<span class="unseen">${escapeHtml(text.stepState[state])}: </span>${escapeHtml(words)}</li>`;
}

function factsOf({ place, priceText, paidText, reference }: BookingView): string {
  return [place, paidText === null ? priceText : '', reference]
    .filter((fact) => fact !== '')
    .map((fact) => `<bdi>${escapeHtml(fact)}</bdi>`)
    .join(' · ');
}
