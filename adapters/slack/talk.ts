import type { types } from '@slack/bolt';
import type { TalkCard, TalkLine } from '../../src/messaging/operator.js';
import { context, escapeText, fallback, plain, sections, SHAPES, title } from './card.js';
import { TALK_PREFIX } from './interaction.js';

interface Dressed {
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

/** The message of a chat that was given to a person: why, who has it, the buttons that change hands. */
export function dressTalk(card: TalkCard): Dressed {
  const status = `${SHAPES[card.status.tone]} ${card.status.label}`;
  const value = JSON.stringify({ h: card.handOffId, e: card.epoch });
  const buttons: types.KnownBlock[] =
    card.acts.length === 0
      ? []
      : [
          {
            type: 'actions',
            elements: card.acts.map(({ act, label, style }) => ({
              type: 'button',
              action_id: `${TALK_PREFIX}${act}`,
              text: plain(label),
              value,
              ...(style ? { style } : {}),
            })),
          },
        ];
  return {
    text: fallback(`${card.title}: ${status}`),
    blocks: [
      ...title(card.title),
      ...sections(card.facts.join('\n')),
      ...sections(status),
      ...buttons,
      ...context(card.lastLine),
    ],
  };
}

/** One message of the thread. The words are plain text: a customer's signs are never formatting, links or mentions. */
export function dressLine({ handOffId, epoch, text, send, note }: TalkLine): Dressed {
  const buttons: types.KnownBlock[] = send
    ? [
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: `${TALK_PREFIX}send`,
              text: plain(send.label),
              value: JSON.stringify({ h: handOffId, e: epoch, l: send.lineId }),
              style: 'primary',
            },
          ],
        },
      ]
    : [];
  return { text: escapeText(text), blocks: [...sections(text), ...buttons, ...(note ? context(note) : [])] };
}
