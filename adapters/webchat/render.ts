import type * as Botbuilder from 'botbuilder';
import type { Activity, Attachment, CardAction } from 'botbuilder';
import type { ChannelLimits, Rendered } from '../../src/messaging/channel.js';
import { choiceToken, type Choice, type OutboundMessage } from '../../src/messaging/message.js';
import { choiceWords, contactLines, joinLines, numberedText, splitIntoPages } from '../../src/messaging/plain.js';
import type { ActivityBody } from './webchat.model.js';

/** The part of botbuilder that is used: its activity model. Handed in because it is loaded when the channel starts, not before. */
type BotbuilderModel = Pick<typeof Botbuilder, 'MessageFactory' | 'CardFactory' | 'ActionTypes'>;

/** What our own widget needs beyond the standard activity: digits, second lines, the link as a button, free days. */
interface WidgetHints {
  readonly choices: readonly { digit: string; label: string; detail?: string; token?: string }[];
  readonly waysOut: readonly { digit: string; label: string; detail?: string; token?: string }[];
  readonly link?: { readonly label: string; readonly url: string };
  readonly wants?: OutboundMessage['wants'];
  readonly freeDays?: OutboundMessage['freeDays'];
  readonly progress?: OutboundMessage['progress'];
}

export const webchatLimits: ChannelLimits = {
  textChars: 4_000,
  buttons: 40,
  buttonLabelChars: 200,
  listRows: 0,
  listLabelChars: 0,
  files: false,
};

/** A chip's label may be as long as it likes, so choices always are chips; only a very long text becomes several messages. */
export function createRender(model: BotbuilderModel): (message: OutboundMessage) => Rendered {
  return (message) => {
    const pages = splitIntoPages(
      joinLines([message.text, ...contactLines(message)]),
      (page) => page.length <= webchatLimits.textChars,
    );
    const parts = (pages.length > 0 ? pages : ['']).map((page) => model.MessageFactory.text(page));
    const last = parts[parts.length - 1]!; // never empty
    dress(last, message, model);
    return {
      parts: parts.map((part): ActivityBody => ({ ...part, textFormat: 'plain', locale: message.language })),
      plainText: numberedText(message),
      shape: choicesOf(message).length > 0 ? 'buttons' : 'text',
      reshaped: parts.length > 1 ? [`text: ${parts.length} parts`] : [],
    };
  };
}

function dress(
  activity: Partial<Activity>,
  message: OutboundMessage,
  { ActionTypes, CardFactory }: BotbuilderModel,
): void {
  const { stepId, link, attachment, file } = message;
  const choices = choicesOf(message);
  if (choices.length > 0) {
    const actions = choices.map((choice): CardAction => {
      const words = choiceWords(choice);
      return stepId === undefined
        ? { type: ActionTypes.ImBack, title: words, value: choice.digit }
        : {
            type: ActionTypes.MessageBack,
            title: words,
            text: choice.label,
            displayText: choice.label,
            value: choiceToken(stepId, choice.id),
          };
    });
    activity.suggestedActions = { actions, to: [] };
  }
  const attachments: Attachment[] = [];
  if (link) {
    attachments.push(CardFactory.heroCard('', [], [{ type: ActionTypes.OpenUrl, title: link.label, value: link.url }]));
  }
  if (attachment) {
    attachments.push({ contentType: 'text/calendar', contentUrl: attachment.url, name: attachment.filename });
  }
  if (file) attachments.push({ contentType: file.type, contentUrl: file.url, name: file.name });
  if (attachments.length > 0) activity.attachments = attachments;
  activity.channelData = { parley: hintsOf(message) };
}

function hintsOf({ choices = [], waysOut = [], stepId, ...message }: OutboundMessage): WidgetHints {
  const { link, wants, freeDays, progress } = message;
  const hint = ({ id, digit, label, detail }: Choice): WidgetHints['choices'][number] => ({
    digit,
    label,
    ...(detail ? { detail } : {}),
    ...(stepId === undefined ? {} : { token: choiceToken(stepId, id) }),
  });
  return {
    choices: choices.map(hint),
    waysOut: waysOut.map(hint),
    ...(link ? { link } : {}),
    ...(wants ? { wants } : {}),
    ...(freeDays ? { freeDays } : {}),
    ...(progress ? { progress } : {}),
  };
}

function choicesOf({ choices = [], waysOut = [] }: OutboundMessage): readonly Choice[] {
  return [...choices, ...waysOut];
}
