import type { OutboundMessage } from '../../messaging/message.js';
import { searchCall } from '../run/time-calls.js';
import {
  openQuestion,
  phrase,
  render,
  replaceTop,
  say,
  sayMessage,
  topFrame,
  valueAt,
  valueOf,
  type Draft,
  type OpenQuestion,
} from '../run/draft.js';
import { askedWords, belowWords } from './asked-words.js';
import { offerOf, toChoice, waysOutOf } from './offers.js';
import type { AskBlock } from '../script/script.js';
import type { Question, Words } from '../state.js';
import { mark } from '../run/steps.js';
import { fieldOf, wordsOf } from '../script/text.js';

/** Puts a question to the person for the first time. */
export function askNew(draft: Draft, block: AskBlock, about: Omit<Question, 'id'> = {}): void {
  openNew(draft, block, about);
  if (!draft.quiet) sayQuestion(draft);
}

/** Opens a question without a word: it gets an id of its own, by which its buttons are known. */
export function openNew(draft: Draft, block: AskBlock, about: Omit<Question, 'id'>): void {
  const top = topFrame(draft);
  if (!top) return;
  if (!draft.quiet) draft.questions += 1;
  const id = draft.quiet ? '' : draft.questions.toString(36);
  const { q } = top;
  // Another page of the same question, or its times looked up anew, is not another asking of it.
  const isSame =
    top.b === block.id && q !== undefined && (q.id !== '' || q.after !== undefined || q.again !== undefined);
  replaceTop(draft, { ...top, b: block.id, q: { at: draft.nowUtc, ...about, id } });
  if (!draft.quiet && !isSame) mark(draft, 'prompted');
}

/** Asks a question that was reached quietly. */
export function askAloud(draft: Draft, { block, question }: OpenQuestion): void {
  draft.quiet = false;
  const { id: _none, ...about } = question;
  askNew(draft, block, about);
}

/** Shows the open question again, unless it offers times that must be looked up anew first. */
export function showQuestion(draft: Draft, words: Words = {}): void {
  if (!renewsTimes(draft, words)) sayQuestion(draft, words);
}

/** Times shown longer ago than this may be taken: they are looked up anew before they are shown again. */
const TIMES_FRESH_MS = 10 * 60_000;

/**
 * Whether the open question offers times that have passed or were looked up long ago: then the house is asked for times
 * from now on, and `words` are said with those. They are a new question: a button of the old ones must not choose a new
 * one that happens to stand in the same place.
 */
export function renewsTimes(draft: Draft, words: Words): boolean {
  const open = openQuestion(draft);
  if (!open || open.block.ask !== 'slot' || !isOld(draft, open.question)) return false;
  const { block, frame, question } = open;
  const day = valueOf(draft, 'day');
  const localDate = typeof day === 'string' && !block.fromAlternatives ? day : null;
  const call = searchCall(draft, block, { afterUtc: null, localDate });
  if (!call) return false;
  if (question.id !== '') draft.effects.push({ effect: 'answered', stepId: question.id, choiceId: null });
  replaceTop(draft, { ...frame, q: { id: '', ...(question.t === undefined ? {} : { t: question.t }), again: words } });
  draft.call = call;
  return true;
}

function isOld({ nowUtc }: Draft, { items = [], at }: Question): boolean {
  if (at !== undefined && nowUtc - at > TIMES_FRESH_MS) return true;
  return items.some((item) => Number(fieldOf(item, 'startsAtUtc')) <= nowUtc);
}

/**
 * Says the open question. Its id stays, so that buttons shown before still answer it.
 * @param words `lost` shows every way out.
 */
export function sayQuestion(draft: Draft, words: Words & { lost?: boolean } = {}): void {
  const open = openQuestion(draft);
  if (!open) return;
  const { block, question, script } = open;
  const { candidates, more } = offerOf(draft, block, question);
  const welcome = welcomeOf(draft, block);
  introduce(draft, block);
  const asked = words.instead ?? askedWords(draft, block, question);
  const progress =
    words.instead === undefined && block.step !== null && script.steps !== null && draft.base.control.ch !== 'sms';
  const step = progress ? phrase(draft, 'progress', { step: block.step, steps: script.steps }) : '';
  const below = words.instead === undefined ? belowWords(draft, block, question) : '';
  const text = [welcome, step, [words.lead ?? '', asked].filter(Boolean).join(' '), below].filter(Boolean).join('\n');
  const waysOut = waysOutOf(draft, block, more, words.lost ?? false);
  const url = block.link ? valueAt(draft, block.link.url) : undefined;
  sayMessage(draft, {
    text,
    ...(candidates.length > 0 ? { choices: candidates.map(toChoice) } : {}),
    ...(waysOut.length > 0 ? { waysOut } : {}),
    stepId: question.id,
    ...(block.ask === 'file' ? { wants: 'file' as const } : {}),
    ...(question.back ? {} : daysOf(draft, open)),
    ...(progress ? { progress: { step: block.step, steps: script.steps } } : {}),
    ...(typeof url === 'string' ? linkOf(draft, block, url) : {}),
    ...photoOf(draft, block),
    language: draft.language,
    class: draft.messageClass,
  });
  draft.met = true;
}

/** What a calendar of free days would have to know; nothing when the question is not about a visit. */
function daysOf(draft: Draft, { block, script }: OpenQuestion): Pick<OutboundMessage, 'wants' | 'dayOf'> {
  if (block.ask !== 'slot' && (block.ask !== 'date' || block.save !== 'day')) return {};
  // A day is asked for in the words of the script alone; whether the visit is a new one stands with the times it leads to.
  const asks = block.ask === 'slot' ? block : script.blocks.find((one) => one.kind === 'ask' && one.ask === 'slot');
  const call = asks?.kind === 'ask' ? searchCall(draft, asks, { afterUtc: null, localDate: null }) : null;
  if (call?.call !== 'slots.search') return {};
  const { serviceId, personId, movingBookingId } = call.input;
  return { wants: block.ask === 'slot' ? 'time' : 'day', dayOf: { serviceId, personId, movingBookingId } };
}

/** The shop's own opening words, once a chat; where every part of a message costs they stay away. */
function welcomeOf({ met, shop, base, language }: Draft, { intro }: AskBlock): string {
  if (!intro || met || base.control.ch === 'sms') return '';
  return shop.welcomeNames?.[language] ?? shop.welcome ?? '';
}

/** A picture says nothing that the words do not: where each one would cost a part of SMS, it stays away. */
function photoOf(draft: Draft, { photo }: AskBlock): Pick<OutboundMessage, 'file'> {
  if (photo === null || draft.base.control.ch === 'sms') return {};
  const url = valueAt(draft, photo);
  if (typeof url !== 'string' || url === '') return {};
  const type = /\.png$/i.test(url) ? 'image/png' : 'image/jpeg';
  const name = wordsOf(valueAt(draft, photo.slice(0, -1)), 'name') || draft.shop.name;
  return { file: { name, type, bytes: 0, url, elsewhere: true } };
}

function linkOf(draft: Draft, { link }: AskBlock, url: string): Pick<OutboundMessage, 'link'> {
  return link ? { link: { label: render(draft, link.label), url, ...(link.spare ? { spare: true } : {}) } } : {};
}

/** The first message of a chat names the shop and says how to end the texts; if this question does not, that is said first. */
export function introduce(draft: Draft, block: AskBlock | null): void {
  if (draft.met || block?.intro) return;
  say(draft, phrase(draft, 'intro'));
  draft.met = true;
}
