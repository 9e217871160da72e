import { formatWhen } from '../messaging/format.js';
import { maskCardNumbers } from '../messaging/mask.js';
import type { ChannelId } from '../messaging/message.js';
import type { TalkCard, TalkLine } from '../messaging/operator.js';
import type { HandOffRow, LineRow } from './handoff.model.js';

export interface Customer {
  readonly name: string | null;
  readonly phone: string | null;
}

const CHANNEL_NAMES: Readonly<Record<ChannelId, string>> = {
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  telegram: 'Telegram',
  webchat: 'web chat',
};

/** The one message of a hand-off (voice.md, "Slack, to operators"). Pure. */
export function presentTalk(row: HandOffRow, customer: Customer, zone: string, language: string): TalkCard {
  const when = (atUtc: number): string => formatWhen(atUtc, zone, language);
  const { state, owner } = row;
  return {
    handOffId: row._id,
    epoch: row.epoch,
    title: `${customer.name ?? 'A customer'} wants to talk to a person (${CHANNEL_NAMES[row.channel]})`,
    facts: [
      ...(row.reason ? [row.reason] : []),
      ...(row.note ? [`Note: ${maskCardNumbers(row.note)}`] : []),
      ...(customer.phone ? [customer.phone] : []),
      'Their words come into the thread. What you write there goes to them only when you press Send to customer.',
    ],
    status:
      state === 'waiting'
        ? { label: 'Waiting for a person', tone: 'waiting' }
        : state === 'taken'
          ? { label: `With ${owner?.name ?? 'a person'}`, tone: 'underWay' }
          : { label: 'Given back', tone: 'done' },
    acts:
      state === 'waiting'
        ? [{ act: 'take', label: 'I take it', style: 'primary' }]
        : state === 'taken'
          ? [{ act: 'giveBack', label: 'Give back' }]
          : [],
    lastLine:
      state === 'waiting'
        ? `Asked for, ${when(row.openedAtUtc)}`
        : state === 'taken'
          ? `Taken by ${owner?.name ?? 'a person'}, ${when(row.takenAtUtc ?? row.openedAtUtc)}`
          : `${row.closedBy === null ? 'The customer went back to the menu' : `Given back by ${row.closedBy}`}, ${when(row.closedAtUtc ?? row.openedAtUtc)}`,
  };
}

const SENT: Readonly<Record<string, string>> = {
  image: 'sent a picture',
  voice: 'sent a voice message',
  video: 'sent a video',
  sticker: 'sent a sticker',
};

/** What stands above a file of the customer's. */
export function sentWords({ sent, text }: LineRow, { name }: Customer): string {
  const what = `${name ?? 'Customer'} ${SENT[sent?.media ?? ''] ?? 'sent a file'}`;
  return text.trim() === '' ? what : `${what}: ${maskCardNumbers(text)}`;
}

/** One message of the thread. Pure. */
export function presentLine(row: HandOffRow, line: LineRow, customer: Customer): TalkLine {
  const { _id: handOffId, epoch } = row;
  if (line.from === 'customer')
    return { handOffId, epoch, text: `${customer.name ?? 'Customer'}: ${maskCardNumbers(line.text)}` };
  const names = (line.files ?? []).map((file) => `With ${file.name ?? 'a file'}`);
  const text = [line.text, ...names].filter((one) => one !== '').join('\n');
  if (line.sentBy !== null) return { handOffId, epoch, text, note: `✔ Sent to the customer by ${line.sentBy}` };
  if (line.problem !== undefined) return { handOffId, epoch, text, note: line.problem };
  return {
    handOffId,
    epoch,
    text,
    note: 'The customer has not seen this.',
    send: { lineId: line._id, label: 'Send to customer' },
  };
}
