/** One column, calm; dark is designed, not inverted. Every text is at least 4.5:1 on what it stands on. */
export const PAGE_CSS = `
:root{color-scheme:light dark;--paper:#f8fafc;--sheet:#fff;--ink:#0f172a;--soft:#475569;--line:#e2e8f0;--mark:#94a3b8;
--primary:#2563eb;--on-primary:#fff;--danger:#b91c1c;--focus:#2563eb;--shadow:0 1px 2px #0f172a14,0 8px 24px #0f172a0d;
--waiting:#92400e;--waiting-bg:#fef3c7;--agreed:#1d4ed8;--agreed-bg:#dbeafe;--underway:#6d28d9;--underway-bg:#ede9fe;
--done:#166534;--done-bg:#dcfce7;--off:#b91c1c;--off-bg:#fee2e2}
@media(prefers-color-scheme:dark){:root{--paper:#0b1220;--sheet:#131c2f;--ink:#e8eef7;--soft:#a8b5c8;--line:#26324a;--mark:#5b6b85;
--danger:#fca5a5;--focus:#93c5fd;--shadow:none;
--waiting:#fcd34d;--waiting-bg:#3b2a0b;--agreed:#93c5fd;--agreed-bg:#16294d;--underway:#c4b5fd;--underway-bg:#2b2150;
--done:#86efac;--done-bg:#12301f;--off:#fca5a5;--off-bg:#401a1f}}
*,*::before,*::after{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.125rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;
font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
main{max-width:34rem;margin:0 auto;padding:24px 16px 48px}
.shop{margin:0 0 16px;font-weight:600;color:var(--soft)}
.sheet{background:var(--sheet);border:1px solid var(--line);border-radius:12px;box-shadow:var(--shadow);padding:24px 20px}
.sheet+.sheet{margin-top:16px}
h1{margin:16px 0 8px;font-size:1.5rem;line-height:1.3;font-weight:600;text-wrap:pretty;overflow-wrap:anywhere}
h1:first-child{margin-top:0}
h2{margin:0 0 16px;font-size:1.125rem;font-weight:600}
p{margin:0 0 8px;overflow-wrap:anywhere}
.facts{margin:0;color:var(--soft)}
.badge{display:inline-flex;align-items:center;gap:8px;margin:0;padding:4px 12px;border-radius:999px;font-size:1rem;font-weight:600;
color:var(--tone);background:var(--tone-bg)}
.badge::before{content:'';width:10px;height:10px;border-radius:50%;background:currentColor}
[data-tone=waiting]{--tone:var(--waiting);--tone-bg:var(--waiting-bg)}
[data-tone=agreed]{--tone:var(--agreed);--tone-bg:var(--agreed-bg)}
[data-tone=underway]{--tone:var(--underway);--tone-bg:var(--underway-bg)}
[data-tone=done]{--tone:var(--done);--tone-bg:var(--done-bg)}
[data-tone=off]{--tone:var(--off);--tone-bg:var(--off-bg)}
[data-tone=waiting] .badge::before{border-radius:2px;transform:rotate(45deg)}
[data-tone=off] .badge::before{height:3px;border-radius:0}
ol{list-style:none;margin:0;padding:0}
li{position:relative;padding-block:0 20px;padding-inline:40px 0}
li:last-child{padding-block-end:0}
li::before{content:'';position:absolute;inset-inline-start:2px;top:3px;width:22px;height:22px;border:2px solid var(--mark);border-radius:50%;background:var(--sheet)}
li:not(:last-child)::after{content:'';position:absolute;inset-inline-start:12px;top:29px;bottom:1px;border-inline-start:2px solid var(--line)}
li.done::before{background:var(--done);border-color:var(--done)}
li.done .tick{position:absolute;inset-inline-start:9px;top:7px;width:8px;height:12px;border:solid var(--sheet);border-width:0 2px 2px 0;transform:rotate(42deg)}
li.now{font-weight:600}
li.now::before{border:6px solid var(--tone)}
li.ahead{color:var(--soft)}
li.ahead::before{border-style:dashed}
li.ended{font-weight:600}
li.ended::before{background:var(--off);border-color:var(--off)}
li.ended .tick{position:absolute;inset-inline-start:8px;top:13px;width:10px;height:2px;background:var(--sheet)}
.act+.act,.choices+.act{margin-top:20px}
.choices{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(8rem,100%),1fr));gap:12px}
.choices .button{background:var(--agreed-bg);color:var(--agreed);padding-inline:8px}
.act p{color:var(--soft)}
.act p.cost{color:var(--ink)}
.button{display:flex;align-items:center;justify-content:center;width:100%;min-height:52px;padding:12px 16px;border:1px solid transparent;
border-radius:8px;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer;background:var(--primary);color:var(--on-primary)}
.button.plain{background:transparent;color:var(--ink);border-color:var(--mark)}
.button.danger{background:transparent;color:var(--danger);border-color:currentColor}
.button:hover{filter:brightness(1.08)}
.button.plain:hover,.button.danger:hover{background:var(--paper);filter:none}
a:focus-visible,.button:focus-visible{outline:3px solid var(--focus);outline-offset:3px}
h1+.sheet{margin-top:16px}
.field{margin:20px 0}
.field p{margin:4px 0 0;color:var(--soft);font-size:1rem}
label{display:block;margin-bottom:4px;font-weight:600}
input:not([type=hidden]){width:100%;min-height:52px;padding:12px 14px;border:1px solid var(--mark);border-radius:8px;font:inherit;color:inherit;background:var(--paper)}
input::placeholder{color:var(--soft);opacity:1}
input:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.visit+.visit{margin-top:24px;padding-top:24px;border-top:1px solid var(--line)}
h3{margin:12px 0 4px;font-size:1.125rem;line-height:1.4;font-weight:600;overflow-wrap:anywhere}
.visit .facts{margin-bottom:12px}
ul.plain{margin:0;padding:0;list-style:none}
ul.plain li{padding:0 0 8px}
ul.plain li::before,ul.plain li::after{content:none}
dl{margin:0 0 12px}
dl div{display:flex;flex-wrap:wrap;gap:4px 16px;padding:8px 0;border-bottom:1px solid var(--line)}
dt{flex:0 0 7rem;color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
.again{margin:16px 0 0;text-align:center}
.again a{color:inherit}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.note{padding:12px 16px;border-radius:8px;background:var(--waiting-bg);color:var(--waiting)}
`.trim();

/**
 * Looks every 15 seconds whether anything has changed, and puts the new content in place of the old; offline it just looks
 * again. Only the content is read: the style of a page parsed whole would be held against this page's own policy.
 */
export const PAGE_SCRIPT = `
const news=document.getElementById('news');
let main=document.querySelector('main');
async function look(){
  if(document.hidden)return;
  const state=await fetch(main.dataset.state,{cache:'no-store'});
  if(!state.ok||(await state.json()).stamp===main.dataset.stamp)return;
  const page=await fetch(location.href,{cache:'no-store'});
  const [found]=/<main[^]*<\\/main>/.exec(await page.text())??[];
  const next=found&&new DOMParser().parseFromString(found,'text/html').querySelector('main');
  if(!page.ok||!next)return;
  main.replaceWith(next);main=next;
  news.textContent=next.querySelector('h1').textContent;
}
const lookQuietly=()=>look().catch(()=>undefined);
setInterval(lookQuietly,15000);
document.addEventListener('visibilitychange',lookQuietly);
`.trim();
