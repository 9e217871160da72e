import type { types } from '@slack/bolt';
import type { JobCard } from '../../src/messaging/operator.js';
import { splitIntoPages } from '../../src/messaging/plain.js';
import { ACTION_PREFIX } from './interaction.js';

/** Slack's limits on what a message may hold. */
export const CARD_LIMITS = {
  blocks: 50,
  headerChars: 150,
  sectionChars: 3_000,
  contextChars: 2_000,
  contextElements: 10,
  buttonChars: 75,
  buttons: 25,
  textChars: 3_000,
} as const;

/** A shape beside each word, so that colour is never needed to tell them apart. */
export const SHAPES: Readonly<Record<JobCard['status']['tone'], string>> = {
  waiting: '○',
  accepted: '◐',
  underWay: '▶',
  done: '✔',
  refused: '✕',
};

type DressedCard =
  | { readonly kind: 'card'; readonly text: string; readonly blocks: types.KnownBlock[] }
  | { readonly kind: 'tooLong'; readonly reason: string };

/**
 * A job card in Slack's blocks: what it is, the facts, where it stands, the buttons in the order of the work, who did what.
 * Everything people wrote goes into plain text, where Slack reads no formatting, links or mentions. Long facts continue in
 * further blocks; a card beyond all limits is said to be so, never cut.
 */
export function dressCard(card: JobCard): DressedCard {
  const status = `${SHAPES[card.status.tone]} ${card.status.label}`;
  const blocks: types.KnownBlock[] = [
    ...title(card.title),
    ...sections(card.facts.join('\n')),
    ...sections(status),
    ...buttons(card),
    ...context(card.lastLine),
  ];
  const tooLong = [
    blocks.length > CARD_LIMITS.blocks && 'too many blocks',
    card.acts.length > CARD_LIMITS.buttons && 'too many buttons',
    card.acts.some(({ label }) => label.length > CARD_LIMITS.buttonChars) && 'a button with too long a label',
  ].find((reason) => reason !== false);
  if (tooLong) return { kind: 'tooLong', reason: `the card does not fit Slack: ${tooLong}` };
  return { kind: 'card', text: fallback(`${card.title}: ${status}`), blocks };
}

export function title(text: string): types.KnownBlock[] {
  if (text.trim() === '') return [];
  if (text.length <= CARD_LIMITS.headerChars) return [{ type: 'header', text: plain(text) }];
  return sections(text);
}

export function sections(text: string): types.KnownBlock[] {
  const pages = splitIntoPages(text, (page) => page.length <= CARD_LIMITS.sectionChars);
  return pages.map((page) => ({ type: 'section', text: plain(page) }));
}

function buttons({ acts, bookingId, version }: JobCard): types.KnownBlock[] {
  if (acts.length === 0) return [];
  const value = JSON.stringify({ b: bookingId, v: version });
  return [
    {
      type: 'actions',
      elements: acts.map(({ act, label, style }) => ({
        type: 'button',
        action_id: `${ACTION_PREFIX}${act}`,
        text: plain(label),
        value,
        ...(style ? { style } : {}),
      })),
    },
  ];
}

export function context(text: string): types.KnownBlock[] {
  const pages = splitIntoPages(text, (page) => page.length <= CARD_LIMITS.contextChars);
  const { contextElements } = CARD_LIMITS;
  return Array.from({ length: Math.ceil(pages.length / contextElements) }, (_, index) => ({
    type: 'context',
    elements: pages.slice(index * contextElements, (index + 1) * contextElements).map(plain),
  }));
}

export function plain(text: string): types.PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}

/** What notifications and screen readers say. Slack does read formatting here, so its three signs are escaped. */
export function fallback(text: string): string {
  const first = splitIntoPages(text, (page) => page.length <= CARD_LIMITS.textChars)[0] ?? '';
  return escapeText(first);
}

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
