import { statusWords } from '../booking/index.js';
import { escapeHtml } from '../platform/html.js';
import { guestText, type GuestText } from './guest.text.js';
import { orderBadge } from './order.text.js';
import { frame } from './page-frame.js';
import type { Portal, PortalVisit } from './portal.service.js';
import { fill } from './tracking.text.js';
import { ORDER_TONES, TONES } from './tones.js';

/** Two fields, and where the link goes. @param incomplete what was sent could not be read. */
export function findPage(
  language: string,
  nonce: string,
  given?: { readonly reference: string; readonly email: string },
): string {
  const text = guestText(language);
  const note = given ? `<p class="note" role="alert" id="wrong">${escapeHtml(text.incomplete)}</p>` : '';
  const described = given ? 'hint wrong' : 'hint';
  const body = `<main>
<section class="sheet">
<h1>${escapeHtml(text.findTitle)}</h1>
<p>${escapeHtml(text.findLead)}</p>
${note}
<form method="post" action="">
<div class="field"><label for="reference">${escapeHtml(text.reference)}</label>
<input id="reference" name="reference" dir="ltr" autocomplete="off" autocapitalize="characters" maxlength="20" required aria-describedby="${described}" placeholder="BK-48210377" value="${escapeHtml(given?.reference ?? '')}">
<p id="hint">${escapeHtml(text.referenceHint)}</p></div>
<div class="field"><label for="email">${escapeHtml(text.email)}</label>
<input id="email" name="email" type="email" dir="ltr" autocomplete="email" maxlength="254" required value="${escapeHtml(given?.email ?? '')}"></div>
<button class="button">${escapeHtml(text.send)}</button>
</form>
</section>
</main>`;
  return frame({ language: text.language, title: text.findTitle, body, nonce });
}

/** The one answer to whatever was sent. */
export function sentPage(language: string, nonce: string): string {
  const text = guestText(language);
  return plain(text, text.sentTitle, `<p>${escapeHtml(text.sent)}</p>`, nonce);
}

/** Between a link and what it opens: opened by itself it shows and uses up nothing. */
export function openPage(language: string, token: string, nonce: string): string {
  const text = guestText(language);
  const form = `<form class="act" method="post" action="${escapeHtml(token)}"><button class="button">${escapeHtml(text.open)}</button></form>`;
  return plain(text, text.openTitle, form, nonce);
}

/** @param findUrl where a visit can be looked for, as seen from the page. */
export function overPage(language: string, findUrl: string, nonce: string): string {
  const text = guestText(language);
  const again = `<div class="act"><a class="button plain" href="${escapeHtml(findUrl)}">${escapeHtml(text.findTitle)}</a></div>`;
  return plain(text, text.overTitle, `<p>${escapeHtml(text.over)}</p>${again}`, nonce);
}

/** A person's own page. Each visit's own page moves it, drops it, or asks for that. */
export function portalPage(portal: Portal, nonce: string): string {
  const { language, profile } = portal;
  const text = guestText(language);
  const names = new Intl.DisplayNames([language], { type: 'language' });
  const facts: readonly (readonly [string, string])[] = [
    [text.name, profile.name ?? text.unknown],
    [text.email, profile.email ?? text.unknown],
    [text.spoken, names.of(profile.language) ?? profile.language],
  ];
  const payments = portal.payments.map((payment) => `<li>${escapeHtml(fill(text.paidLine, payment, language))}</li>`);
  const body = `<main>
<p class="shop">${escapeHtml(portal.shopName)}</p>
<h1>${escapeHtml(text.mine)}</h1>
${section('ahead', text.upcoming, visits(portal.upcoming, text, text.see), text.nothingAhead)}
${section('behind', text.past, visits(portal.past, text, text.look), text.nothingBehind)}
${ordered(portal, text)}${section('payments', text.payments, payments.length > 0 ? `<ul class="plain">${payments.join('')}</ul>` : '', text.nothingPaid)}
<section class="sheet" aria-labelledby="about"><h2 id="about">${escapeHtml(text.details)}</h2>
<dl>${facts.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd><bdi>${escapeHtml(value)}</bdi></dd></div>`).join('')}</dl>
<p class="facts">${escapeHtml(text.change)}</p></section>
<form class="act again" method="post" action="my/leave"><button class="button plain">${escapeHtml(text.leave)}</button></form>
</main>`;
  return frame({ language, title: `${text.mine}, ${portal.shopName}`, body, nonce });
}

/** Only where something was bought: most shops sell visits alone. */
function ordered({ orders }: Portal, text: GuestText): string {
  const items = orders.map(
    ({
      view,
      url,
    }) => `<article class="visit" data-tone="${ORDER_TONES[view.status]}"><p class="badge">${escapeHtml(orderBadge(view, text.language))}</p>
<h3>${escapeHtml(view.items)}</h3>
<p class="facts"><bdi>${escapeHtml(view.totalText)}</bdi> · <bdi>${escapeHtml(view.number)}</bdi></p>
<a class="button plain" href="${escapeHtml(url)}">${escapeHtml(text.look)}<span class="unseen">, ${escapeHtml(view.number)}</span></a></article>`,
  );
  return items.length === 0 ? '' : `${section('orders', text.orders, items.join(''), '')}\n`;
}

function section(id: string, title: string, inner: string, nothing: string): string {
  const content = inner === '' ? `<p class="facts">${escapeHtml(nothing)}</p>` : inner;
  return `<section class="sheet" aria-labelledby="${id}"><h2 id="${id}">${escapeHtml(title)}</h2>${content}</section>`;
}

function visits(all: readonly PortalVisit[], text: GuestText, see: string): string {
  return all
    .map(({ view, url }) => {
      const service =
        view.whose === undefined
          ? view.serviceName
          : fill(text.forWhom, { service: view.serviceName, name: view.whose }, text.language);
      return `<article class="visit" data-tone="${TONES[view.status]}"><p class="badge">${escapeHtml(statusWords(view.status, text.language).badge)}</p>
<h3>${escapeHtml(service)}, <bdi>${escapeHtml(view.when)}</bdi></h3>
<p class="facts"><bdi>${escapeHtml(view.personName)}</bdi> · <bdi>${escapeHtml(view.paidText ?? view.priceText)}</bdi> · <bdi>${escapeHtml(view.reference)}</bdi></p>
<a class="button plain" href="${escapeHtml(url)}">${escapeHtml(see)}<span class="unseen">, ${escapeHtml(view.reference)}</span></a></article>`;
    })
    .join('\n');
}

function plain(text: GuestText, title: string, inner: string, nonce: string): string {
  const body = `<main><section class="sheet"><h1>${escapeHtml(title)}</h1>${inner}</section></main>`;
  return frame({ language: text.language, title, body, nonce });
}
