import { countSegments, isTooManyTexts, outsideGsm, smsWeight } from '../../messaging/gsm.js';
import type { ChannelId, OutboundMessage } from '../../messaging/message.js';
import type { Renderers } from '../checks/check.js';
import { LANGUAGE_WORDS } from '../checks/language-words.js';

/** Most texts are said over and over: each is counted once. */
export function createMeasure(renderers: Renderers, channel: ChannelId, language: string) {
  const known = new Map<string, { parts: number; costly: string[] }>();
  const own = LANGUAGE_WORDS[language];
  let most = 0;
  return {
    longestParts: () => most,
    of(message: OutboundMessage): { parts: number; costly: string[] } {
      const { stepId: _id, ...words } = message;
      const key = JSON.stringify(words);
      const before = known.get(key);
      if (before) return before;
      const text = renderers[channel]?.render(message).plainText ?? message.text;
      const costly = own?.latin === false ? [] : outsideGsm(text).filter((one) => !own?.ownLetters.includes(one));
      const { texts, parts } = smsWeight(text, language);
      const found = {
        parts: isTooManyTexts(texts, message.choices?.length ?? 0) ? countSegments(text) : parts,
        costly,
      };
      known.set(key, found);
      most = Math.max(most, found.parts);
      return found;
    },
  };
}
