import type { Problem } from '../../../src/flow/index.js';
import type { Acceptance, CheckAnswer } from '../api/scripts.js';
import { countWords } from '../shell/words.js';

/** By check and block, why it is right there. A reason speaks of one check at one block, however many lines are meant. */
export type Reasons = ReadonlyMap<string, string>;

export function keyOf({ check, block }: Pick<Acceptance, 'check' | 'block'>): string {
  return `${check} ${block ?? ''}`;
}

const CHAT_CHECK = 'recorded-chat-differs';

/** A chat that goes another way is told where the chats are. */
export function ofScript({ problems }: CheckAnswer): Problem[] {
  return problems.filter(({ check }) => check !== CHAT_CHECK);
}

export function reasonsFor(check: CheckAnswer | undefined, reasons: Reasons, chatReason: string): Reasons {
  const chats = (check?.problems ?? []).filter((one) => one.check === CHAT_CHECK);
  return new Map([...reasons, ...chats.map((one) => [keyOf(one), chatReason] as const)]);
}

/** Why it cannot be published yet; null when it can. */
export function missingFor({ problems }: CheckAnswer, reasons: Reasons, note: string): string | null {
  const blocking = problems.filter(({ severity }) => severity === 'blocks').length;
  if (blocking > 0) return blocking === 1 ? 'One problem blocks it.' : `${blocking} problems block it.`;
  const unsaid = problems.filter((one) => (reasons.get(keyOf(one)) ?? '').trim() === '');
  const open = new Set(unsaid.filter(({ check }) => check !== CHAT_CHECK).map(keyOf)).size;
  if (open > 0)
    return open === 1 ? 'One problem needs a reason.' : `${countWords(open, 'problem')} need a reason each.`;
  if (unsaid.length > 0) return 'The chats that go another way need a reason.';
  return note.trim() === '' ? 'A note is missing.' : null;
}

export function acceptancesFor(check: CheckAnswer | undefined, reasons: Reasons): Acceptance[] {
  const wanted = new Map((check?.problems ?? []).map((one) => [keyOf(one), one]));
  return [...wanted].flatMap(([key, { check: name, block }]) => {
    const reason = reasons.get(key)?.trim() ?? '';
    return reason === '' ? [] : [{ check: name, block, reason }];
  });
}
