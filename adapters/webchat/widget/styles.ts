/**
 * The widget's looks. A page may set the `--parley-…` variables on the host element or above it. Sizes are in `em` of a base
 * that follows the reader's own text size and is never below 18 px.
 */
export const STYLES = `
:host { all: initial; --p-paper: var(--parley-paper, #f8fafc); --p-surface: var(--parley-surface, #ffffff); --p-ink: var(--parley-ink, #0f172a);
  --p-soft: var(--parley-soft, #475569); --p-line: var(--parley-line, #dbe2ea); --p-edge: var(--parley-edge, #64748b);
  --p-primary: var(--parley-primary, #1d4ed8); --p-on-primary: var(--parley-on-primary, #ffffff);
  --p-chip: var(--parley-chip, #eef3fe); --p-bad: var(--parley-bad, #b91c1c); --p-shadow: 0 8px 28px rgb(15 23 42 / .18);
  color-scheme: light dark; display: block; font: max(18px, 1.125rem)/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; color: var(--p-ink); }
@media (prefers-color-scheme: dark) { :host { --p-paper: var(--parley-dark-paper, #0b1220); --p-surface: var(--parley-dark-surface, #1a2436);
  --p-ink: var(--parley-dark-ink, #e6ebf3); --p-soft: var(--parley-dark-soft, #a3b1c6); --p-line: var(--parley-dark-line, #2a3750); --p-edge: var(--parley-dark-edge, #7f8fa9);
  --p-primary: var(--parley-dark-primary, #2f62dd); --p-chip: var(--parley-dark-chip, #18284a); --p-bad: var(--parley-dark-bad, #fca5a5); --p-shadow: 0 8px 28px rgb(0 0 0 / .5); } }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
button, input { font: inherit; color: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--p-primary); outline-offset: 2px; }
@media (prefers-color-scheme: dark) { :focus-visible { outline-color: #8fb1ff; } }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.launcher { position: fixed; right: 20px; bottom: 20px; z-index: 2147483000; display: inline-flex; align-items: center; gap: 10px; min-height: 56px;
  padding: 0 22px; border: 0; border-radius: 28px; background: var(--p-primary); color: var(--p-on-primary); font-weight: 600; box-shadow: var(--p-shadow); }
.chat { display: flex; flex-direction: column; min-width: 0; background: var(--p-paper); color: var(--p-ink); }
.panel .chat { position: fixed; right: 20px; bottom: 20px; z-index: 2147483000; width: min(420px, calc(100vw - 40px)); height: min(720px, calc(100dvh - 40px));
  border: 1px solid var(--p-line); border-radius: 12px; box-shadow: var(--p-shadow); overflow: hidden; }
.page .chat { height: 100dvh; width: 100%; max-width: 720px; margin: 0 auto; }
@media (min-width: 760px) { .page .chat { border-inline: 1px solid var(--p-line); } }
@media (max-width: 480px), (max-height: 480px) { .panel .chat { inset: 0; width: 100%; height: 100dvh; border: 0; border-radius: 0; } }

.head { display: flex; align-items: center; gap: 4px; padding-block: 8px; padding-inline: 16px 8px; background: var(--p-surface); border-bottom: 1px solid var(--p-line); }
.title { flex: 1; margin: 0; font-size: 1em; font-weight: 600; overflow-wrap: anywhere; }
.quiet { min-width: 44px; min-height: 44px; padding: 0 10px; display: inline-grid; place-items: center; border: 0; border-radius: 8px; background: none; color: var(--p-soft); font-size: .83em; }
.quiet:hover, .quiet[aria-pressed=true] { background: var(--p-chip); color: var(--p-ink); }
.status { margin: 0; padding: 0 16px; font-size: .83em; color: var(--p-soft); background: var(--p-surface); }
.status:not(:empty) { padding-block: 8px; border-bottom: 1px solid var(--p-line); }

.scroller { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 16px; display: flex; flex-direction: column; outline-offset: -3px; }
.log { margin-top: auto; display: flex; flex-direction: column; gap: 16px; }
.group { display: flex; flex-direction: column; align-items: flex-start; gap: 4px; }
.group.mine { align-items: flex-end; }
.bubble { max-width: min(85%, 34em); padding: 10px 14px; border: 1px solid var(--p-line); border-radius: 12px; background: var(--p-surface); }
.bubble .picture { display: block; width: 100%; max-height: 240px; margin-bottom: 10px; border-radius: 8px; object-fit: cover; aspect-ratio: 40 / 21; background: var(--p-chip); }
.bubble p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.bubble a { color: inherit; text-underline-offset: 3px; }
.mine .bubble { border-color: transparent; background: var(--p-primary); color: var(--p-on-primary); }
.mine .bubble.sending { opacity: .75; }
.mine .bubble.failed { background: var(--p-surface); color: var(--p-ink); border-color: var(--p-bad); }
.bubble .note { display: flex; align-items: center; gap: 4px; font-size: .83em; color: var(--p-bad); }
.bubble .note .quiet { font-size: 1em; color: inherit; text-decoration: underline; }
.bubble .button { display: flex; align-items: center; justify-content: center; min-height: 44px; margin-top: 10px; padding: 6px 14px; border: 1px solid var(--p-edge); border-radius: 8px; font-weight: 600; text-decoration: none; text-align: center; }
.bubble .button:hover { background: var(--p-chip); }
.bubble time { display: none; margin-top: 4px; font-size: .72em; font-variant-numeric: tabular-nums; color: var(--p-soft); }
.mine .bubble time { color: inherit; text-align: end; }
.timed .bubble time { display: block; }

.typing { display: flex; gap: 5px; margin-top: 12px; padding: 14px; width: fit-content; border: 1px solid var(--p-line); border-radius: 12px; background: var(--p-surface); }
.typing i { width: 8px; height: 8px; border-radius: 50%; background: var(--p-soft); animation: parley-breathe 1.2s ease-in-out infinite; }
.typing i:nth-child(2) { animation-delay: .15s; }
.typing i:nth-child(3) { animation-delay: .3s; }
@keyframes parley-breathe { 0%, 60%, 100% { opacity: .35; } 30% { opacity: 1; } }

.chips { display: flex; flex-direction: column; gap: 12px; margin-top: 12px; border-radius: 8px; outline-offset: 4px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; }
.chip { display: inline-flex; align-items: baseline; gap: 8px; flex-wrap: wrap; min-height: 48px; max-width: 100%; padding: 10px 16px; border: 1px solid var(--p-edge); border-radius: 24px; background: var(--p-chip); color: var(--p-ink); text-align: start; }
.chip.file { align-items: center; }
.chip.way { background: none; border-color: var(--p-line); color: var(--p-soft); }
.chip:hover { border-color: var(--p-primary); background: var(--p-surface); }
.chip b { min-width: 1ch; font-size: .78em; font-weight: 600; color: var(--p-soft); font-variant-numeric: tabular-nums; }
.chip span { overflow-wrap: anywhere; }
.chip small { font-size: .83em; color: var(--p-soft); }

.chip[aria-pressed=true] { background: var(--p-primary); border-color: var(--p-primary); color: var(--p-on-primary); }
.chip[aria-pressed=true] b, .chip[aria-pressed=true] small { color: inherit; }
.progress { height: 4px; background: var(--p-line); }
.progress::before { content: ''; display: block; height: 100%; width: var(--part, 0); background: var(--p-primary); }

.calendar { width: 100%; max-width: 384px; padding: 8px; border: 1px solid var(--p-line); border-radius: 12px; background: var(--p-surface); }
.months { display: flex; align-items: center; justify-content: space-between; }
.month { margin: 0; font-size: 1em; font-weight: 600; }
.month::first-letter { text-transform: uppercase; }
.turn { width: 48px; height: 48px; color: var(--p-ink); }
.turn[aria-disabled=true] { color: var(--p-line); cursor: default; background: none; }
.turn:dir(rtl) svg { transform: scaleX(-1); }
.calendar table { width: 100%; border-collapse: collapse; table-layout: fixed; }
.calendar th { padding: 4px 0; font-size: .72em; font-weight: 400; color: var(--p-soft); }
.calendar abbr { text-decoration: none; }
.calendar td { padding: 1px; text-align: center; }
.day { width: 100%; min-height: 44px; padding: 0; border: 1px solid var(--p-edge); border-radius: 8px; background: var(--p-chip); font-weight: 600; font-variant-numeric: tabular-nums; }
.day:hover { border-color: var(--p-primary); background: var(--p-surface); }
.day.full { border-color: transparent; background: none; color: var(--p-soft); font-weight: 400; text-decoration: line-through; cursor: default; }
.day[aria-current] { box-shadow: inset 0 -3px var(--p-primary); }
.day[aria-pressed=true] { background: var(--p-primary); border-color: var(--p-primary); color: var(--p-on-primary); }

.foot { display: flex; gap: 8px; padding: 10px 12px; padding-bottom: max(10px, env(safe-area-inset-bottom)); background: var(--p-surface); border-top: 1px solid var(--p-line); }
.foot input { flex: 1; min-width: 0; min-height: 48px; padding: 0 16px; border: 1px solid var(--p-edge); border-radius: 24px; background: var(--p-paper); }
.foot input::placeholder { color: var(--p-soft); opacity: 1; }
.send:dir(rtl) svg { transform: scaleX(-1); }
.send { flex: none; width: 48px; min-height: 48px; display: grid; place-items: center; border: 0; border-radius: 50%; background: var(--p-primary); color: var(--p-on-primary); }

.panel .chat { animation: parley-rise .16s ease-out; }
@keyframes parley-rise { from { opacity: 0; transform: translateY(8px); } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; } .typing i { opacity: .7; } }
@media (forced-colors: active) { .mine .bubble, .chip, .send, .launcher, .day:not(.full) { border: 1px solid; } .chip[aria-pressed=true], .day[aria-pressed=true], .progress::before { forced-color-adjust: none; background: Highlight; color: HighlightText; } }
`;
