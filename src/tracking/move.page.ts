import type { SlotOption } from '../flow/protocol.js';
import { escapeHtml } from '../platform/html.js';
import type { FreeDay } from './move.service.js';
import { moveText, type MoveText } from './move.text.js';
import { frame } from './page-frame.js';
import { TONES } from './tones.js';
import { freeWords } from './tracking.page.js';
import type { TrackedVisit } from './tracking.service.js';
import { fill, pageText } from './tracking.text.js';

/** What every page of choosing another time shows. */
export interface MovePage {
  readonly visit: TrackedVisit;
  readonly token: string;
  readonly nonce: string;
  /** Whether it is moved by the press, or the shop is asked to. */
  readonly mode: 'free' | 'ask';
  /** Why this page is shown instead of what was wanted. */
  readonly note: 'gone' | 'changed' | 'noneThatDay' | null;
}

/** As many as are read at a glance. */
const DAYS_SHOWN = 8;
const TIMES_SHOWN = 12;

/** Which day. @param page counted from 0 */
export function daysPage(about: MovePage, days: readonly FreeDay[], page: number): string {
  const text = moveText(about.visit.language);
  const shown = cut(days, page, DAYS_SHOWN);
  const links = shown.items.map(({ day, label }) => choice(`move?day=${day}`, label));
  const around = pager(shown, (to) => `move?page=${to}`, text.earlierDays, text.laterDays);
  const body = days.length === 0 ? `<p>${escapeHtml(text.none)}</p>` : `${list(links)}${around}`;
  return sheets(about, text.title, body, back(about));
}

/** Which time of a day. */
export function timesPage(
  about: MovePage,
  { day, label }: FreeDay,
  times: readonly SlotOption[],
  page: number,
): string {
  const { language } = about.visit;
  const text = moveText(language);
  const shown = cut(times, page, TIMES_SHOWN);
  const links = shown.items.map(({ startsAtUtc, personId, personName, clock }) =>
    choice(
      `move?day=${day}&at=${startsAtUtc}&with=${encodeURIComponent(personId)}`,
      fill(text.time, { clock, person: personName }, language),
    ),
  );
  const around = pager(shown, (to) => `move?day=${day}&page=${to}`, text.earlierTimes, text.laterTimes);
  const ways = `${way('move', text.otherDay)}${back(about)}`;
  return sheets(about, fill(text.whichTime, { day: label }, language), `${list(links)}${around}`, ways);
}

/** The last question, with what it costs. Only its form changes anything. */
export function confirmPage(about: MovePage, day: string, slot: SlotOption): string {
  const { visit, mode } = about;
  const { view, language } = visit;
  const text = moveText(language);
  const common = pageText(language);
  const values = { when: slot.when, person: slot.personName, shop: view.shopName };
  const title = fill(mode === 'free' ? text.moveAsk : text.wishAsk, values, language);
  const label = mode === 'free' ? common.move : fill(text.wish, values, language);
  const form = `<form class="act" method="post" action="move">
<input type="hidden" name="version" value="${view.version}">
<input type="hidden" name="day" value="${day}">
<input type="hidden" name="at" value="${slot.startsAtUtc}">
<input type="hidden" name="with" value="${escapeHtml(slot.personId)}">
<button class="button">${escapeHtml(label)}</button>
</form>`;
  const ways = `${form}${way(`move?day=${day}`, text.otherTime)}${back(about)}`;
  return sheets(about, title, '', ways);
}

function sheets(about: MovePage, title: string, choices: string, ways: string): string {
  const { visit, nonce, note, mode } = about;
  const { view, language } = visit;
  const text = moveText(language);
  const values = { when: view.when, person: view.personName, shop: view.shopName };
  const cost =
    mode === 'free' ? `${freeWords(view, pageText(language))} ${text.priceStays}` : fill(text.late, values, language);
  const said = note === null ? '' : `<p class="note" role="alert">${escapeHtml(text[note])}</p>\n`;
  const body = `<main data-tone="${TONES[view.status]}">
<p class="shop">${escapeHtml(view.shopName)}</p>
<section class="sheet">
${said}<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(`${view.serviceName}. ${fill(text.now, values, language)}`)}</p>
<p>${escapeHtml(cost)}</p>
</section>
${choices === '' ? '' : `<section class="sheet">${choices}</section>`}
<section class="sheet">${ways}</section>
</main>`;
  return frame({ language, title, body, nonce });
}

interface Shown<Item> {
  readonly items: readonly Item[];
  readonly page: number;
  readonly hasLater: boolean;
}

/** A page that lies behind the last one, of times that have gone meanwhile, is the last one. */
function cut<Item>(all: readonly Item[], page: number, size: number): Shown<Item> {
  const last = Math.max(0, Math.ceil(all.length / size) - 1);
  const at = Math.min(page, last);
  return { items: all.slice(at * size, (at + 1) * size), page: at, hasLater: at < last };
}

function pager(
  { page, hasLater }: Shown<unknown>,
  urlOf: (page: number) => string,
  earlier: MoveText['earlierDays'],
  later: MoveText['laterDays'],
): string {
  return `${page > 0 ? way(urlOf(page - 1), earlier) : ''}${hasLater ? way(urlOf(page + 1), later) : ''}`;
}

const list = (links: readonly string[]): string => `<div class="choices">${links.join('\n')}</div>`;
const choice = (url: string, label: string): string =>
  `<a class="button" href="${escapeHtml(url)}">${escapeHtml(label)}</a>`;
const way = (url: string, label: string): string =>
  `<div class="act"><a class="button plain" href="${escapeHtml(url)}">${escapeHtml(label)}</a></div>`;
const back = ({ token, visit }: MovePage): string => way(`../${token}`, pageText(visit.language).keep);
