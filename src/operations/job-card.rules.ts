import { formatWhen } from '../messaging/format.js';
import type { JobCard, OperatorActName } from '../messaging/operator.js';
import type { AnswerPair, BookingView } from '../flow/protocol.js';

/** What an operator needs to know of one booking. */
export interface Job {
  readonly view: BookingView;
  readonly conversationId: string | null;
  /** What operators may do with it now, in the order of the work. */
  readonly acts: readonly OperatorActName[];
  /** How it stands where that is finer than the customer's view of it. */
  readonly stage?: JobCard['status'] | undefined;
  readonly zone: string;
  readonly language: string;
  /** What the price is made of, oldest step first; empty where it is the base alone. */
  readonly priceLines?: readonly string[];
  /** Visits this customer completed before. */
  readonly visitsBefore: number;
  readonly phone: string | null;
  readonly note: string | null;
  /** What was asked and answered on the way: the work specification. */
  readonly answers: readonly AnswerPair[];
  readonly channel: string;
  readonly createdAtUtc: number;
  /** The last thing that happened to it. */
  readonly last: { readonly what: string; readonly who: string; readonly atUtc: number };
}

/** A line in a job card; the newest of a topic replaces the others. */
export interface CardRemark {
  /** The same key again is the same remark. */
  readonly key: string;
  readonly topic: string;
  readonly text: string;
  /** Shown only while the booking has this status; always when absent. */
  readonly onlyWhile?: string;
}

const LABELS: Readonly<Record<OperatorActName, string>> = {
  accept: 'Accept',
  reject: 'Reject',
  start: 'Start',
  done: 'Done',
  confirm: 'Confirm done',
  noShow: 'No-show',
  undoNoShow: 'They did come',
  askExtra: 'Ask the customer',
  dropExtra: 'Go on without the extra',
  bill: 'Invoice sent',
  approveChange: 'Allow the change',
  refuseChange: 'Refuse the change',
  cancel: 'Cancel',
};

const DANGEROUS: ReadonlySet<OperatorActName> = new Set(['reject', 'noShow', 'refuseChange']);

const STATUS: Readonly<Record<BookingView['status'], JobCard['status']>> = {
  pending: { label: 'Waiting for an answer', tone: 'waiting' },
  accepted: { label: 'Accepted', tone: 'accepted' },
  in_progress: { label: 'Under way', tone: 'underWay' },
  completed: { label: 'Done', tone: 'done' },
  rejected: { label: 'Rejected', tone: 'refused' },
  cancelled: { label: 'Dropped by the customer', tone: 'refused' },
  no_show: { label: 'No-show', tone: 'refused' },
  expired: { label: 'Expired', tone: 'refused' },
};

const CHANNEL_NAMES: Readonly<Record<string, string>> = {
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  telegram: 'Telegram',
  webchat: 'web chat',
};

/** One job as a card (voice.md, "Slack, to operators"), with what the house has to remark on it. Pure. */
export function presentJobCard(job: Job, remarks: readonly CardRemark[] = []): JobCard {
  const { view } = job;
  const visits =
    job.visitsBefore === 0 ? 'new' : `returning, ${job.visitsBefore} ${job.visitsBefore === 1 ? 'visit' : 'visits'}`;
  const { acts } = job;
  return {
    bookingId: view.id,
    version: view.version,
    title: `${view.serviceName} · ${view.when} · ${view.customerName} (${visits})`,
    facts: [
      `With ${view.personName}, ${view.place}`,
      // Each of them finds their own part in it.
      ...(view.partLines?.split('\n') ?? []),
      moneyLine(view),
      ...(job.priceLines?.length ? [`Price: ${job.priceLines.join(', ')}`] : []),
      `${view.reference}, by ${CHANNEL_NAMES[job.channel] ?? job.channel}${job.phone ? `, ${job.phone}` : ''}`,
      ...job.answers.map(({ label, value }) => `${label}: ${value}`),
      ...(job.note ? [`Note: ${job.note}`] : []),
      ...standing(remarks, view.status),
    ],
    status: job.stage ?? STATUS[view.status],
    acts: acts.map((act) => ({
      act,
      label: LABELS[act],
      ...(DANGEROUS.has(act) ? { style: 'danger' as const } : act === acts[0] ? { style: 'primary' as const } : {}),
    })),
    lastLine: `${job.last.what} by ${job.last.who}, ${formatWhen(job.last.atUtc, job.zone, job.language)}`,
    updatedAtUtc: job.last.atUtc,
  };
}

/** The newest of each topic, as long as it applies. */
function standing(remarks: readonly CardRemark[], status: BookingView['status']): string[] {
  const newest = new Map(remarks.map((remark) => [remark.topic, remark]));
  return [...newest.values()]
    .filter(({ onlyWhile }) => onlyWhile === undefined || onlyWhile === status)
    .map(({ text }) => text);
}

function moneyLine({ priceText, paidText }: BookingView): string {
  if (paidText === null) return `${priceText}, to pay at the visit`;
  return paidText === priceText ? `${priceText}, paid` : `${priceText}, ${paidText} of it paid`;
}
