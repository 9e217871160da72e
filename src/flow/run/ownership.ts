import { showQuestion } from '../say/ask.js';
import { openQuestion, phrase, placeOf, say, sayMessage, setTimer, topFrame, type Draft } from './draft.js';
import { enter, menuSpot } from './enter.js';
import { WAY_OUT_DIGITS } from '../script/kinds.js';
import type { FlowEvent, Forwarded } from '../protocol.js';
import { mark } from './steps.js';
import { setNext } from './waiting.js';
import { normalise } from '../script/words.js';

/**
 * Who has the chat. While it is a person, the script says nothing of its own and what the customer says goes to them.
 * Epochs only grow: whoever acts under an older one than the last seen has lost the chat meanwhile, and nothing happens.
 */
export function isOwned(draft: Draft): boolean {
  return draft.own?.by !== undefined;
}

/** The chat is with a person from now on. */
export function giveTo(draft: Draft, by: string, epoch: number): void {
  const before = draft.own;
  if (epoch <= (before?.e ?? 0)) return;
  draft.own = { e: epoch, by };
  // What waits for an answer waits for the person now; nobody is to be hurried past them.
  for (const id of Object.keys(draft.timers)) setTimer(draft, id, null);
  if (before?.by === undefined) mark(draft, 'handedOff');
}

export function takeOwner(draft: Draft, event: Extract<FlowEvent, { type: 'owner' }>): void {
  if (event.to === 'person') return giveTo(draft, event.by ?? '', event.epoch);
  if (event.epoch <= (draft.own?.e ?? 0)) return;
  const wasOwned = isOwned(draft);
  draft.own = { e: event.epoch };
  if (wasOwned) goOn(draft, event.by);
}

/** "Maria has handed you back to me. Back to: …"; whoever did not want to wait any longer asked for the menu. */
function goOn(draft: Draft, by: string | null): void {
  draft.messageClass = 'answer';
  if (by === null) {
    const spot = menuSpot(draft);
    return spot ? enter(draft, spot) : undefined;
  }
  const lead = phrase(draft, 'owner.back', { by });
  const place = placeOf(draft, topFrame(draft));
  const returned = place?.block.kind === 'do' ? place.block.exits.get('returned') : undefined;
  if (place && returned !== undefined) {
    say(draft, lead);
    return enter(draft, { script: place.script, index: returned });
  }
  setNext(draft);
  if (place?.block.kind === 'wait') {
    say(draft, lead);
    return enter(draft, { script: place.script, index: place.block.index });
  }
  const open = openQuestion(draft);
  if (!open || open.block.idle) return say(draft, lead);
  showQuestion(draft, { lead: `${lead} ${phrase(draft, 'backTo')}` });
}

/** Words of the person who has the chat; of one who has lost it they are not said. */
export function takeRelay(draft: Draft, { text, file, epoch }: Extract<FlowEvent, { type: 'relay' }>): void {
  if (!isOwned(draft) || epoch !== draft.own?.e) return;
  draft.met = true;
  if (!file) return say(draft, text);
  sayMessage(draft, { text, file, language: draft.language, class: draft.messageClass });
}

/** Nobody is left to wait for an answer to something that was never seen. */
export function takeNotPassed(draft: Draft, { reason }: Extract<FlowEvent, { type: 'notPassed' }>): void {
  say(draft, phrase(draft, `problem.file.${reason}`));
}

/** What the customer says while a person has the chat goes to that person. */
export function forward(draft: Draft, text: string, sent?: Forwarded['sent']): void {
  if (!draft.own || (text.trim() === '' && !sent)) return;
  const leaves = wantsMenu(draft, text) ? { leaves: true as const } : {};
  draft.effects.push({ effect: 'forward', text, epoch: draft.own.e, ...leaves, ...(sent ? { sent } : {}) });
}

function wantsMenu({ vocabulary }: Draft, text: string): boolean {
  const words = normalise(text);
  return words === WAY_OUT_DIGITS.menu || vocabulary.commands.get(words)?.act === 'menu';
}
