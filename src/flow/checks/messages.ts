import type { ChannelId, OutboundMessage } from '../../messaging/message.js';
import { sayQuestion } from '../say/ask.js';
import { render, type Draft } from '../run/draft.js';
import { openDraft } from '../run/open-draft.js';
import { saidWith } from '../say/say-more.js';
import type { Expression } from '../script/expression.js';
import { ASK_KINDS, CHOICES_PER_PAGE, SLOTS_PER_PAGE, type KindSpec } from '../script/kinds.js';
import { createLibrary, type ShopFacts } from '../library.js';
import type { Phrases } from '../script/phrases.js';
import type { Json } from '../protocol.js';
import type { AskBlock, Block, CompiledScript } from '../script/script.js';
import type { Path } from '../script/source.js';
import { createState, type Question } from '../state.js';
import type { Text, TextVariant } from '../script/text.js';
import { longestIn } from './longest-in-language.js';
import { longestAnswers, type LongestValues } from './longest-values.js';

/** One message a block may say, with the place of its words. */
export interface SaidByBlock {
  readonly path: Path;
  readonly message: OutboundMessage;
}

export interface Reading {
  readonly script: CompiledScript;
  readonly phrases: Phrases;
  readonly channel: ChannelId;
  readonly language: string;
  readonly longest?: LongestValues;
}

/** Some day at noon: what is said by it is only measured. */
const SOME_DAY_UTC = Date.UTC(2026, 10, 21, 12);

/**
 * Everything a block may say on a channel, each variant at its longest values: put by the engine itself, so that choices,
 * ways out and numbers are those of a real chat.
 */
export function messagesOf(block: Block, reading: Reading): SaidByBlock[] {
  const at: Path = ['blocks', block.id];
  if (block.kind === 'say' || block.kind === 'do' || block.kind === 'wait') {
    if (!block.say) return [];
    return variantsOf(block.say, [...at, 'say'], reading.channel).flatMap(({ text, path }) => {
      const draft = draftAt(reading, block, null);
      const words = render(draft, text);
      const more = block.kind === 'say' ? located(saidWith(draft, block)) : {};
      return words === '' ? [] : [{ path, message: { ...plain(words, reading.language), ...more } }];
    });
  }
  if (block.kind !== 'ask' || block.named) return [];
  const open = unconditional(block, reading.channel);
  const asked = variantsOf(block.say, [...at, 'say'], reading.channel).flatMap(({ text, path }) =>
    put(reading, { ...open, say: text, below: firstThat(block.below, reading.channel) }, path),
  );
  const helps = block.help.flatMap((help, order) =>
    variantsOf(help, [...at, 'help', order], reading.channel).flatMap(({ text, path }) =>
      put(reading, open, path, text),
    ),
  );
  return [...asked, ...helps];
}

/** With an address as long as those the house gives. */
function located(more: ReturnType<typeof saidWith>): ReturnType<typeof saidWith> {
  return more.file?.url === '' ? { ...more, file: { ...more.file, url: KEPT_URL } } : more;
}
const KEPT_URL = `https://book.willowsalon.example/f/${'x'.repeat(50)}`;

/** @param instead said in place of the question. */
function put(reading: Reading, block: AskBlock, path: Path, instead?: Text): SaidByBlock[] {
  const draft = draftAt(reading, block, questionOf(block, longestIn(reading.language, reading.longest)));
  sayQuestion(draft, instead ? { instead: render(draft, instead) } : {});
  return draft.effects.flatMap((effect) => (effect.effect === 'say' ? [{ path, message: effect.message }] : []));
}

function questionOf(block: AskBlock, { byType }: LongestValues): Question {
  const { items }: KindSpec = ASK_KINDS[block.ask];
  const skip = block.showsSkip ? { skip: 1 as const } : {};
  if (!items) return { id: 'a', at: SOME_DAY_UTC, ...skip };
  const isSlot = block.ask === 'slot';
  const room = isSlot ? SLOTS_PER_PAGE : Math.max(1, CHOICES_PER_PAGE - block.options.length);
  const offered: Json[] = Array.from({ length: room }, () => byType[items]);
  const more = isSlot && !block.fromAlternatives ? { more: 1 as const } : {};
  return { id: 'a', at: SOME_DAY_UTC, items: offered, ...more, ...skip };
}

/** With every option shown, as in the fullest chat. */
function unconditional(block: AskBlock, channel: ChannelId): AskBlock {
  const options = block.options
    .filter(({ when }) => mayHold(when, channel))
    .map((option) => ({ ...option, when: null, label: longestOf(option.label, channel) }));
  return { ...block, options, constantChoices: null };
}

/** The variant with the most words: what is measured must be the worst case. */
function longestOf(text: Text, channel: ChannelId): Text {
  const sizes = possible(text, channel).map(({ variant }) => ({
    variant,
    size: JSON.stringify([...variant.byLanguage.values()]).length,
  }));
  const most = sizes.reduce<(typeof sizes)[number] | null>(
    (one, two) => (one && one.size >= two.size ? one : two),
    null,
  );
  return most ? { variants: [{ ...most.variant, when: null }] } : text;
}

function firstThat(text: Text | null, channel: ChannelId): Text | null {
  const [first] = text ? possible(text, channel) : [];
  return first ? { variants: [{ ...first.variant, when: null }] } : null;
}

/** Each variant as a text of its own, so that it is said whatever the chat knows. */
function variantsOf(text: Text, path: Path, channel: ChannelId): { text: Text; path: Path }[] {
  return possible(text, channel).map(({ variant, order }) => ({
    text: { variants: [{ ...variant, when: null }] },
    path: text.variants.length > 1 ? [...path, order] : path,
  }));
}

/** The variants a channel may come to; those behind one that always holds there are never said. */
function possible(text: Text, channel: ChannelId): { variant: TextVariant; order: number }[] {
  const numbered = text.variants.map((variant, order) => ({ variant, order }));
  const last = numbered.find(({ variant }) => !variant.when || isAbout(variant.when, channel));
  return numbered.slice(0, last ? last.order + 1 : undefined).filter(({ variant }) => mayHold(variant.when, channel));
}

/** The whole condition is that it is this channel. */
function isAbout({ source }: Expression, channel: ChannelId): boolean {
  const [, sign, other] = /^\s*channel\s*(==|!=)\s*["'](\w+)["']\s*$/.exec(source) ?? [];
  return sign === '==' ? other === channel : sign === '!=' && other !== channel;
}

/** False only when the condition names another channel for certain. */
function mayHold(when: Expression | null, channel: ChannelId): boolean {
  if (!when || when.source.includes('||')) return true;
  for (const [, sign, other] of when.source.matchAll(/\bchannel\s*(==|!=)\s*["'](\w+)["']/g)) {
    if ((sign === '==') !== (other === channel)) return false;
  }
  return true;
}

function draftAt(reading: Reading, block: Block, question: Question | null): Draft {
  const { script, phrases, channel, language } = reading;
  const longest = longestIn(language, reading.longest);
  const shown: CompiledScript = { ...script, blocks: script.blocks.with(block.index, block) };
  const shop: ShopFacts = {
    ...longest.shop,
    ...{ zone: 'Europe/London', country: 'GB', currency: 'GBP', language, script: script.id },
  };
  const library = createLibrary({ scripts: [shown], phrases, shop: () => shop });
  const fresh = createState({ shopId: 'shop', channel, language, profile: null });
  const frame = { s: script.id, v: script.version, b: block.id, ...(question ? { q: question } : {}) };
  return openDraft(
    library,
    {
      ...fresh,
      control: { ...fresh.control, met: 1, frames: [frame] },
      answers: longestAnswers(script, longest),
      person: longest.person,
    },
    SOME_DAY_UTC,
  );
}

function plain(text: string, language: string): OutboundMessage {
  return { text, language, class: 'answer' };
}
