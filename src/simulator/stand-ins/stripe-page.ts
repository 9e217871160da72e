import { formatMoney } from '../../messaging/format.js';
import { escapeHtml } from '../../platform/html.js';
import type { SessionRecord } from './stripe-ledger.js';

/** The hosted page a person pays on. Plain HTML, no script: it must work on any phone. */
export function payPage(session: SessionRecord, note: 'none' | 'declined'): string {
  const amount = formatMoney({ amountMinor: session.amountMinor, currency: session.currency.toUpperCase() }, 'en');
  const back =
    session.cancelUrl === null
      ? ''
      : `<p class="back"><a href="${escapeHtml(session.cancelUrl)}">Go back without paying</a></p>`;
  const alert =
    note === 'declined'
      ? '<p class="note bad" role="alert"><b>Card declined.</b> Nothing was taken. Try again or pay another way.</p>'
      : '';
  return page(
    `Pay ${amount}`,
    `
    <p class="what">${escapeHtml(session.productName)}</p>
    <h1>${escapeHtml(amount)}</h1>
    ${alert}
    <form method="post">
      <button class="main" name="card" value="paid">Pay ${escapeHtml(amount)}</button>
      <button name="card" value="declined">Card declined</button>
      <button name="card" value="late">Pay by bank, arrives in 45 minutes</button>
    </form>
    ${back}
    <p class="small">This page plays the payment provider. No card number is asked for and no money moves.</p>`,
  );
}

/** The page of a link that can no longer be paid. */
export function closedPage(session: SessionRecord | undefined): string {
  const [title, text] = !session
    ? ['This link is not known', 'Look in your chat for the latest link.']
    : session.status === 'expired'
      ? ['This link has ended', 'Nothing was taken. Go back to your chat to choose a time again.']
      : session.paymentStatus === 'paid'
        ? ['Already paid', 'Thank you. Your chat has the confirmation.']
        : ['On its way', 'Your bank sends the money. Your chat hears of it when it has arrived.'];
  return page(title, `<h1 class="words">${title}</h1><p>${text}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; --ink: #0f172a; --soft: #475569; --paper: #f8fafc; --card: #fff; --line: #cbd5e1; --main: #1d4ed8; --bad: #b91c1c; --bad-paper: #fef2f2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e2e8f0; --soft: #a3b1c6; --paper: #0b1220; --card: #131c2e; --line: #3b4a63; --main: #2563eb; --bad: #fca5a5; --bad-paper: #3b1518; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px 16px; background: var(--paper); color: var(--ink); font: 18px/1.5 system-ui, sans-serif; }
main { max-width: 420px; margin: 0 auto; padding: 24px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; box-shadow: 0 1px 3px rgb(15 23 42 / .12); }
h1 { margin: 0 0 24px; font-size: 44px; line-height: 1.1; font-variant-numeric: tabular-nums; }
h1.words { font-size: 28px; }
.what { margin: 0 0 4px; color: var(--soft); }
form { display: grid; gap: 12px; }
button { min-height: 48px; padding: 8px 16px; border: 1px solid var(--line); border-radius: 8px; background: transparent; color: inherit; font: inherit; cursor: pointer; }
button.main { border-color: var(--main); background: var(--main); color: #fff; font-weight: 600; }
button:focus-visible, a:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
.note { padding: 12px 16px; border-radius: 8px; }
.bad { border: 1px solid var(--bad); background: var(--bad-paper); color: var(--bad); }
.back { margin: 16px 0 0; text-align: center; }
.back a { display: inline-block; padding: 10px; color: inherit; }
.small { margin: 16px 0 0; color: var(--soft); font-size: 15px; }
</style>
</head>
<body><main>${body}
</main></body>
</html>
`;
}
