import { localeOf } from '../../../src/messaging/format.js';
import type { FreeDays } from '../../../src/messaging/message.js';
import { directionOf } from '../../../src/messaging/direction.js';
import { element, icon } from './elements.js';
import type { Words } from './words.js';

/** Days are counted from 1970-01-01 and have no zone: they are dates on the shop's calendar. */
const DAY_MS = 86_400_000;

export interface PickedDay {
  /** YYYY-MM-DD */
  readonly localDate: string;
  /** "Tue 24 Nov" */
  readonly label: string;
}

export interface CalendarDeps {
  readonly days: FreeDays;
  readonly language: string;
  readonly words: Words;
  readonly onPick: (day: PickedDay) => void;
}

/** Where a week begins: Monday, unless the language's people begin it another day. */
const FIRST_WEEKDAY: Readonly<Record<string, number>> = { ar: 6 };

/**
 * A month of days to choose from, by the ARIA grid pattern (AV-24, OF-10, OF-11): one tab stop; arrows move by a day and a
 * week, Home and End in the week, Page Up and Page Down by a month; Enter or Space chooses. Days without room can be
 * reached and say so, but choose nothing.
 */
export function createCalendar({ days, language, words, onPick }: CalendarDeps): HTMLElement {
  const firstDay = Date.parse(days.firstDay) / DAY_MS;
  const lastDay = firstDay + days.free.length - 1;
  const locale = localeOf(language);
  const format = (options: Intl.DateTimeFormatOptions): ((day: number) => string) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
    return (day) => formatter.format(day * DAY_MS);
  };
  const monthName = format({ month: 'long', year: 'numeric' });
  const longName = format({ weekday: 'long', day: 'numeric', month: 'long' });
  const shortName = format({ weekday: 'short', day: 'numeric', month: 'short' });
  const weekdayName = format({ weekday: 'long' });
  const weekdayShort = format({ weekday: 'short' });
  const isFree = (day: number): boolean => days.free[day - firstDay] === '1';
  const firstWeekday = FIRST_WEEKDAY[language.slice(0, 2).toLowerCase()] ?? 1;

  const heading = element('h2', { class: 'month', id: 'month', 'aria-live': 'polite' });
  const before = element('button', { class: 'quiet turn', type: 'button', 'aria-label': words.monthBefore });
  const after = element('button', { class: 'quiet turn', type: 'button', 'aria-label': words.monthAfter });
  before.append(icon('M15 5l-7 7 7 7'));
  after.append(icon('M9 5l7 7-7 7'));
  const table = element('table', { role: 'grid', 'aria-labelledby': 'month' });
  const box = element('div', { class: 'calendar', role: 'group', 'aria-label': words.chooseDay });
  box.append(element('div', { class: 'months' }, before, heading, after), table);

  /** The day Tab leads to: at first the first one with room. */
  let current = Math.max(firstDay, firstDay + days.free.indexOf('1'));

  function dayCell(day: number, month: number): HTMLElement {
    const cell = element('td', { role: 'gridcell' });
    if (partsOf(day).month !== month || day < firstDay || day > lastDay) return cell;
    const free = isFree(day);
    const said = [longName(day), ...(day === firstDay ? [words.today] : []), free ? words.dayFree : words.dayFull];
    const button = element('button', {
      class: free ? 'day' : 'day full',
      type: 'button',
      tabindex: day === current ? '0' : '-1',
      'data-day': String(day),
      'aria-label': said.join(', '),
      ...(free ? {} : { 'aria-disabled': 'true' }),
      ...(day === firstDay ? { 'aria-current': 'date' } : {}),
    });
    button.textContent = String(partsOf(day).date);
    cell.append(button);
    return cell;
  }

  function show(): void {
    const { year, month } = partsOf(current);
    const monthStart = Date.UTC(year, month, 1) / DAY_MS;
    const monthEnd = Date.UTC(year, month + 1, 1) / DAY_MS - 1;
    const from = monthStart - ((weekdayOf(monthStart) - firstWeekday + 7) % 7);
    heading.textContent = monthName(monthStart);
    before.setAttribute('aria-disabled', String(monthStart <= firstDay));
    after.setAttribute('aria-disabled', String(monthEnd >= lastDay));
    const week = [0, 1, 2, 3, 4, 5, 6];
    const head = week.map((offset) => {
      const name = element('abbr', { title: weekdayName(from + offset), 'aria-hidden': 'true' });
      name.textContent = weekdayShort(from + offset);
      return element('th', { scope: 'col' }, element('span', { class: 'unseen' }, weekdayName(from + offset)), name);
    });
    const rows: HTMLElement[] = [];
    for (let start = from; start <= Math.min(monthEnd, lastDay); start += 7)
      if (start + 6 >= firstDay) rows.push(element('tr', {}, ...week.map((offset) => dayCell(start + offset, month))));
    table.replaceChildren(element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...rows));
  }

  /** Goes to a day, another month's included; never out of the calendar. */
  function goTo(day: number, focus: boolean): void {
    current = Math.min(Math.max(day, firstDay), lastDay);
    show();
    if (focus) table.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  /** The same date of another month, its last one where it is too short. */
  function inMonth(offset: number): number {
    const { year, month, date } = partsOf(current);
    const length = new Date(Date.UTC(year, month + offset + 1, 0)).getUTCDate();
    return Date.UTC(year, month + offset, Math.min(date, length)) / DAY_MS;
  }

  function keyed(key: string): number | null {
    const forwards = directionOf(language) === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const intoWeek = (weekdayOf(current) - firstWeekday + 7) % 7;
    if (key === 'ArrowLeft' || key === 'ArrowRight') return current + (key === forwards ? 1 : -1);
    if (key === 'ArrowUp') return current - 7;
    if (key === 'ArrowDown') return current + 7;
    if (key === 'Home') return current - intoWeek;
    if (key === 'End') return current + 6 - intoWeek;
    if (key === 'PageUp') return inMonth(-1);
    return key === 'PageDown' ? inMonth(1) : null;
  }

  for (const [button, offset] of [
    [before, -1],
    [after, 1],
  ] as const)
    button.addEventListener('click', () => {
      if (button.getAttribute('aria-disabled') !== 'true') goTo(inMonth(offset), false);
    });
  table.addEventListener('keydown', (event) => {
    const day = keyed(event.key);
    if (day === null) return;
    event.preventDefault();
    event.stopPropagation();
    goTo(day, true);
  });
  table.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-day]') : null;
    if (!button) return;
    const day = Number(button.dataset['day']);
    if (!isFree(day)) return goTo(day, true);
    button.setAttribute('aria-pressed', 'true');
    onPick({ localDate: new Date(day * DAY_MS).toISOString().slice(0, 10), label: shortName(day).replace(',', '') });
  });
  show();
  return box;
}

function partsOf(day: number): { year: number; month: number; date: number } {
  const at = new Date(day * DAY_MS);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth(), date: at.getUTCDate() };
}

/** 0 = Sunday. */
function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}
