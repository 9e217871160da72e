import { askNew, introduce, showQuestion } from '../say/ask.js';
import { searchCall } from '../run/time-calls.js';
import {
  openQuestion,
  phrase,
  placeOf,
  replaceTop,
  say,
  topFrame,
  valueOf,
  type Draft,
  type OpenQuestion,
} from '../run/draft.js';
import { enter, interrupt, menuSpot, resumeBelow, startRun, type Spot } from '../run/enter.js';
import { askToSplit, beginJoin } from '../run/joins.js';
import { offerOf } from '../say/offers.js';
import { runLanguage } from './languages.js';
import type { Command } from '../script/phrases.js';
import { endRedo } from '../run/redo.js';
import { repair, repairIfAny } from '../run/repairs.js';
import { fieldOf } from '../script/text.js';
import { mark } from '../run/steps.js';

/** Does what a command asks, from anywhere. */
export function runCommand(draft: Draft, command: Command): void {
  const open = openQuestion(draft);
  switch (command.act) {
    case 'menu':
      return leaveFor(draft, open, menuSpot);
    case 'restart':
      return leaveFor(draft, open, startRun);
    case 'back':
      return back(draft, open);
    case 'more':
      return more(draft, open);
    case 'help':
      if (open) return showQuestion(draft, { instead: phrase(draft, 'help') });
      introduce(draft, null);
      say(draft, phrase(draft, 'help'));
      return begin(draft);
    case 'again':
      return open ? repair(draft, 'repeat') : begin(draft);
    case 'person':
      introduce(draft, null);
      return repair(draft, 'human');
    case 'language':
      return runLanguage(draft, command.to);
    case 'switch':
      return beginJoin(draft, 'move');
    case 'link':
      return beginJoin(draft, 'link');
    case 'unlink':
      return askToSplit(draft);
    case 'call':
      introduce(draft, null);
      return interrupt(draft, command.script, command.inputs);
  }
}

/** A new run, and before its first question what the shop says to everybody who begins. */
export function begin(draft: Draft): void {
  const spot = startRun(draft);
  if (spot && !repairIfAny(draft, 'session-start')) enter(draft, spot);
}

function go(draft: Draft, spot: Spot | null): void {
  if (spot) enter(draft, spot);
}

function leaveFor(draft: Draft, open: OpenQuestion | undefined, where: (draft: Draft) => Spot | null): void {
  close(draft, open);
  if (open && !open.block.idle) mark(draft, 'left');
  go(draft, where(draft));
}

function close(draft: Draft, open: OpenQuestion | undefined): void {
  if (open && open.question.id !== '')
    draft.effects.push({ effect: 'answered', stepId: open.question.id, choiceId: null });
}

/** To the page before, else to the question before, else to what was open before this script, else to the menu. */
function back(draft: Draft, open: OpenQuestion | undefined): void {
  if (!open) return begin(draft);
  const { question, block, script } = open;
  if ((question.p ?? 0) > 0) return turnPage(draft, open, -1);
  close(draft, open);
  draft.hint = null;
  draft.slow = true;
  endRedo(draft);
  if (block.back !== null) return enter(draft, { script, index: block.back });
  while (draft.frames.length > 0) {
    const place = placeOf(draft, topFrame(draft));
    const earlier = place?.frame.h?.at(-1);
    const index = earlier === undefined ? undefined : place?.script.indexById.get(earlier);
    if (place && index !== undefined) {
      replaceTop(draft, { ...place.frame, h: place.frame.h!.slice(0, -1) });
      return enter(draft, { script: place.script, index });
    }
    const ended = draft.frames.pop();
    if (ended?.i && draft.frames.length > 0) {
      resumeBelow(draft);
      if (draft.frames.length > 0) return;
    }
  }
  begin(draft);
}

function more(draft: Draft, open: OpenQuestion | undefined): void {
  if (!open) return begin(draft);
  if (!offerOf(draft, open.block, open.question).more) return showQuestion(draft, { instead: phrase(draft, 'noMore') });
  turnPage(draft, open, 1);
}

/** Times are fetched page by page; everything else is at hand. A new page has new buttons, so it is a new question. */
function turnPage(draft: Draft, open: OpenQuestion, by: 1 | -1): void {
  const { block, question } = open;
  const page = (question.p ?? 0) + by;
  close(draft, open);
  if (block.ask !== 'slot' || block.fromAlternatives) {
    const { items, c } = question;
    return askNew(draft, block, { p: page, ...(items ? { items } : {}), ...(c ? { c } : {}) });
  }
  const shown = question.after ?? [null];
  // Recommended times come first, so the latest of a page need not stand last.
  const starts = (question.items ?? [])
    .map((item) => fieldOf(item, 'startsAtUtc'))
    .filter((one) => typeof one === 'number');
  const next = starts.length > 0 ? Math.max(...starts) : null;
  const after = by > 0 ? [...shown.slice(0, page), next] : shown.slice(0, page + 1);
  const day = valueOf(draft, 'day');
  replaceTop(draft, { ...open.frame, q: { ...question, id: '', p: page, after } });
  draft.call = searchCall(draft, block, {
    afterUtc: after[page] ?? null,
    localDate: page === 0 && typeof day === 'string' ? day : null,
  });
}
