import type { ChannelLimits, Rendered } from '../../messaging/channel.js';
import type { ChannelId, OutboundMessage } from '../../messaging/message.js';
import type { Phrases } from '../script/phrases.js';
import type { StepEvent } from '../protocol.js';
import type { CompiledScript } from '../script/script.js';
import type { Path, Severity, Source } from '../script/source.js';
import type { LongestValues } from './longest-values.js';

/**
 * What stands between a draft and the people who would have to live with it. A check reads; it changes nothing.
 *
 * Glossary
 * - **blocks**: nobody may publish over it. **reason**: whoever publishes writes why it is right here.
 * - **context**: what only some callers have. What a check needs and does not get, it does not look at: the panel runs the
 *   same list while someone types, without renderers or recorded chats.
 */
export interface Check {
  readonly id: string;
  readonly severity: Severity;
  /** What is wrong, for the list in docs/checks.md. */
  readonly finds: string;
  /** What to do about it. */
  readonly remedy: string;
  run(checked: Checked, found: Found): void;
}

/** Says what was found. Severity and id are the check's own. */
export type Found = (
  path: Path,
  reason: string,
  fix: string,
  where?: { readonly language?: string; readonly channel?: ChannelId },
) => void;

export interface Checked {
  readonly script: CompiledScript;
  readonly source: Source;
  /** All scripts that run together, this one included, by id. */
  readonly scripts: ReadonlyMap<string, CompiledScript>;
  readonly phrases: Phrases;
  readonly context: CheckContext;
}

export interface CheckContext {
  /** How each channel prints a message; without it no text is measured. */
  readonly renderers?: Renderers;
  /** What recorded chats answered: their step events. */
  readonly chats?: readonly Pick<StepEvent, 'what' | 'script' | 'block' | 'category'>[];
  /** What may be said outside WhatsApp's 24 hours. */
  readonly templates?: readonly TemplateState[];
  readonly longest?: LongestValues;
}

export type Renderers = Readonly<
  Partial<
    Record<ChannelId, { readonly limits: ChannelLimits; readonly render: (message: OutboundMessage) => Rendered }>
  >
>;

/** An approved text for one block, as the provider of the channel knows it. */
export interface TemplateState {
  readonly script: string;
  readonly block: string;
  readonly language: string;
  readonly status: 'approved' | 'pending' | 'rejected';
}
