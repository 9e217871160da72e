import { forget } from '../hear/answer.js';
import { placeOf, replaceTop, topFrame, type Draft } from './draft.js';

/**
 * No time is kept any more: it became a booking, was let go or was lost. Back must not lead to a question that was asked
 * while it was kept, such as "Book it?", so nothing after the choice of a time can be gone back to.
 */
export function forgetHold(draft: Draft): void {
  forget(draft, 'hold');
  const place = placeOf(draft, topFrame(draft));
  if (!place?.frame.h) return;
  const { h, ...frame } = place.frame;
  const chosen = h.findLastIndex((id) => {
    const block = place.script.blocks[place.script.indexById.get(id) ?? -1];
    return block?.kind === 'ask' && block.ask === 'slot';
  });
  replaceTop(draft, chosen < 0 ? frame : { ...frame, h: h.slice(0, chosen + 1) });
}
