import type { ConversationRef, Rendered, SendOutcome } from './channel.js';

export type PartFailure = Exclude<SendOutcome, { kind: 'sent' }>;
export type SendPart = (
  to: ConversationRef,
  part: unknown,
) => Promise<{ readonly providerMessageId: string } | PartFailure>;

/** Half-sent messages remembered at once; beyond that the oldest is forgotten and would start anew. */
const PROGRESS_MAX = 1_000;

/**
 * Sends a message's parts in order, each in one request. When a later part is turned away for now, the ids of those
 * already sent are remembered under the message's key, so that the next attempt goes on where this one stopped instead
 * of saying the beginning twice. Only this process knows: after a crash in between the message starts anew.
 */
export function createPartsSender(
  sendPart: SendPart,
): (to: ConversationRef, rendered: Rendered, key: string) => Promise<SendOutcome> {
  const progress = new Map<string, readonly string[]>();

  function remember(key: string, ids: readonly string[]): void {
    const [oldest] = progress.keys();
    if (progress.size >= PROGRESS_MAX && oldest !== undefined) progress.delete(oldest);
    progress.set(key, ids);
  }

  return async (to, rendered, key) => {
    if (rendered.parts.length === 0) return { kind: 'refused', reason: 'nothing to say', cause: 'invalid' };
    const ids = [...(progress.get(key) ?? [])];
    progress.delete(key);
    for (const part of rendered.parts.slice(ids.length)) {
      const result = await sendPart(to, part);
      if ('providerMessageId' in result) {
        ids.push(result.providerMessageId);
        continue;
      }
      if (ids.length === 0) return result;
      if (result.kind === 'retry') remember(key, ids);
      return { ...result, reason: `${result.reason}, after ${ids.length} of ${rendered.parts.length} parts` };
    }
    return { kind: 'sent', providerMessageIds: ids };
  };
}
