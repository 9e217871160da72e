import type { Rendered } from '../../messaging/channel.js';
import { CUSTOMER_CHANNELS, type ChannelId, type OutboundMessage } from '../../messaging/message.js';
import type { Phrases } from '../script/phrases.js';
import type { CompiledScript } from '../script/script.js';
import type { Path } from '../script/source.js';
import type { Renderers } from './check.js';
import type { LongestValues } from './longest-values.js';
import { messagesOf } from './messages.js';

/** How one text of one block looks on one channel in one language, at its longest values. */
export interface CompiledMessage {
  readonly block: string;
  readonly path: Path;
  readonly channel: ChannelId;
  readonly language: string;
  readonly message: OutboundMessage;
  readonly rendered: Rendered;
}

/**
 * The whole script as every channel prints it: parts, shape, and what had to be reshaped to fit (FL-18). Pure; only the
 * channels whose renderer is given.
 */
export function compileForChannels(given: {
  readonly script: CompiledScript;
  readonly phrases: Phrases;
  readonly renderers: Renderers;
  readonly languages?: readonly string[];
  readonly longest?: LongestValues;
}): CompiledMessage[] {
  const { script, phrases, renderers, languages = script.languages, longest } = given;
  return CUSTOMER_CHANNELS.flatMap((channel) => {
    const renderer = renderers[channel];
    if (!renderer) return [];
    return languages.flatMap((language) =>
      script.blocks.flatMap((block) =>
        messagesOf(block, { script, phrases, channel, language, ...(longest ? { longest } : {}) }).map(
          ({ path, message }) => ({
            block: block.id,
            path,
            channel,
            language,
            message,
            rendered: renderer.render(message),
          }),
        ),
      ),
    );
  });
}
