import type { OrderView } from '../flow/protocol.js';
import { escapeHtml } from '../platform/html.js';
import { orderBadge, orderText, type OrderText } from './order.text.js';
import type { TrackedOrder } from './order-tracking.service.js';
import { frame } from './page-frame.js';
import { ORDER_TONES } from './tones.js';
import { PAGE_SCRIPT } from './tracking.assets.js';
import { act, type ChatDoors } from './tracking.page.js';
import { CHAT_WORDS, fill, pageText } from './tracking.text.js';

/** The order's page (ORD-07): how it stands, its way, what is in it, and what can be done now with its cost said first. */
export function orderPage(
  order: TrackedOrder,
  token: string,
  { nonce, doors }: { readonly nonce: string; readonly doors: ChatDoors },
): string {
  const { view, lines, shopName, language, stamp } = order;
  const text = orderText(language);
  const common = pageText(language);
  const items = lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('');
  const body = `<main data-tone="${ORDER_TONES[view.status]}" data-stamp="${escapeHtml(stamp)}" data-state="${escapeHtml(token)}/state">
<p class="shop">${escapeHtml(shopName)}</p>
<section class="sheet">
<p class="badge">${escapeHtml(orderBadge(view, language))}</p>
<h1>${escapeHtml(standing(order, text))}</h1>
${extras(view, text)}<p class="facts"><bdi>${escapeHtml(view.number)}</bdi></p>
</section>
<section class="sheet" aria-labelledby="steps"><h2 id="steps">${escapeHtml(text.way)}</h2>
<ol>
${stepsOf(view, text)}
</ol></section>
<section class="sheet" aria-labelledby="items"><h2 id="items">${escapeHtml(text.inIt)}</h2>
<ul class="plain">${items}</ul>
<p><strong>${escapeHtml(sums(view, text))}</strong></p>
<p class="facts">${escapeHtml(whereTo(view, text))}</p></section>
<section class="sheet" aria-labelledby="acts"><h2 id="acts">${escapeHtml(common.acts)}</h2>
${actsOf(order, token, text, doors)}
</section>
<noscript><p class="again"><a href="${escapeHtml(token)}">${escapeHtml(common.refresh)}</a></p></noscript>
</main>
<p id="news" class="unseen" role="status"></p>
<script nonce="${nonce}">${PAGE_SCRIPT}</script>`;
  return frame({ language, title: `${text.title}, ${shopName}`, body, nonce });
}

/** Asks once more before the order is dropped. @param changed it is no longer what was shown. */
export function orderDropPage(order: TrackedOrder, token: string, nonce: string, changed: boolean): string {
  const { view, shopName, language, version } = order;
  const text = orderText(language);
  const common = pageText(language);
  const body = `<main data-tone="${ORDER_TONES[view.status]}">
<p class="shop">${escapeHtml(shopName)}</p>
<section class="sheet">
${changed ? `<p class="note" role="alert">${escapeHtml(text.changed)}</p>` : ''}
<h1>${escapeHtml(text.dropAsk)}</h1>
<p>${escapeHtml(view.items)}</p>
<p>${escapeHtml(costOf(view, language))}</p>
</section>
<section class="sheet">
<div class="act"><a class="button" href="../${escapeHtml(token)}">${escapeHtml(common.keep)}</a></div>
<form class="act" method="post" action="drop">
<input type="hidden" name="version" value="${version}">
<button class="button danger">${escapeHtml(common.drop)}</button>
</form>
</section>
</main>`;
  return frame({ language, title: text.dropAsk, body, nonce });
}

/** Says only why there is no order to see. */
export function noOrderPage(which: 'unknown' | 'ended', nonce: string): string {
  const text = orderText('en');
  const common = pageText('en');
  const [title, why] = which === 'unknown' ? [text.unknownTitle, common.unknown] : [common.endedTitle, text.ended];
  const body = `<main><section class="sheet"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(why)}</p></section></main>`;
  return frame({ language: 'en', title, body, nonce });
}

function standing({ view, shopName, language }: TrackedOrder, text: OrderText): string {
  const { status, deliverTo, place, paidText } = view;
  // A page is only made of what was ordered.
  if (status === 'checkout' || status === 'lapsed') return view.statusText;
  const words = status === 'ready' && deliverTo !== null ? text.stands.sent : text.stands[status];
  return fill(words, { shop: shopName, place, paid: paidText ?? '' }, language);
}

function extras({ status, note, dueText, links }: OrderView, text: OrderText): string {
  const isAhead = status === 'placed' || status === 'accepted';
  const said = [
    isAhead && note !== null ? fill(text.late, { note }, text.language) : null,
    isAhead && note === null && dueText !== null ? fill(text.due, { due: dueText }, text.language) : null,
  ].flatMap((line) => (line === null ? [] : [`<p>${escapeHtml(line)}</p>\n`]));
  const fetched = (links ?? '')
    .split('\n')
    .filter((url) => url !== '')
    .map((url) => `<p><a href="${escapeHtml(url)}">${escapeHtml(text.download)}</a></p>\n`);
  return [...said, ...fetched].join('');
}

function stepsOf({ status, deliverTo, links }: OrderView, text: OrderText): string {
  const made = deliverTo === null ? (['ready', 'collected'] as const) : (['sent', 'delivered'] as const);
  const all = links === null ? (['placed', 'accepted', ...made] as const) : (['placed', 'delivered'] as const);
  const isOff = status === 'cancelled' || status === 'refunded';
  if (isOff) return [item('done', text.steps.placed, text), item('ended', text.steps.cancelled, text)].join('\n');
  const isOver = status === 'collected' || status === 'delivered';
  const at = isOver ? all.length : Math.max(0, ['placed', 'accepted', 'ready'].indexOf(status));
  return all
    .map((step, index) => item(index < at ? 'done' : index === at ? 'now' : 'ahead', text.steps[step], text))
    .join('\n');
}

function item(state: 'done' | 'now' | 'ahead' | 'ended', words: string, { language }: OrderText): string {
  const mark = state === 'done' || state === 'ended' ? '<span class="tick"></span>' : '';
  const current = state === 'now' ? ' aria-current="step"' : '';
  return `<li class="${state}"${current}>${mark}<span class="unseen">${escapeHtml(pageText(language).stepState[state])}: </span>${escapeHtml(words)}</li>`;
}

function sums({ totalText, paidText }: OrderView, text: OrderText): string {
  const money = paidText === null ? text.toPay : fill(text.paid, { paid: paidText }, text.language);
  return `${fill(text.total, { total: totalText }, text.language)} · ${money}`;
}

function whereTo({ status, deliverTo, place, links }: OrderView, text: OrderText): string {
  if (links !== null || status === 'cancelled' || status === 'refunded') return '';
  const words = deliverTo === null ? text.collect : text.deliver;
  return fill(words, { place, address: deliverTo ?? '' }, text.language);
}

/** It can only be dropped while that is free: what was paid goes back in full. */
function costOf({ paidText }: OrderView, language: string): string {
  const text = pageText(language);
  return paidText === null ? text.nothingToPay : fill(text.goesBack, { paid: paidText }, language);
}

function actsOf(order: TrackedOrder, token: string, text: OrderText, doors: ChatDoors): string {
  const { view, shopName, shopId, channel, language } = order;
  const common = pageText(language);
  const door = doors(channel, shopId);
  const shop = { shop: shopName };
  const inChat = (label: string, words: string, cost: string | null): string => {
    const how = fill(common.how[channel], { words, number: door.number ?? shopName }, language);
    return act({ label, url: door.urlFor(words), cost, how, look: '' });
  };
  const acts: string[] = [];
  if (view.canCancel) {
    const free =
      view.status === 'placed' || view.freeUntil === null
        ? fill(text.freeWhileWaiting, shop, language)
        : fill(common.freeUntil, { until: view.freeUntil }, language);
    const cost = `${free} ${costOf(view, language)}`;
    acts.push(act({ label: common.drop, url: `${token}/drop`, cost, how: null, look: 'danger' }));
  }
  const isOver = ['collected', 'delivered', 'cancelled', 'refunded'].includes(view.status);
  if (isOver) acts.push(inChat(text.again, text.againWords, null));
  else {
    const why = view.canCancel ? null : fill(text.tooLate, shop, language);
    const words = CHAT_WORDS[language] ?? CHAT_WORDS['en']!;
    acts.push(inChat(fill(common.person, shop, language), words.person, why));
  }
  return acts.join('\n');
}
