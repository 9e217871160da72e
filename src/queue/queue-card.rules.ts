import { formatClock, formatWhen } from '../messaging/format.js';
import type { JobCard, OperatorActName } from '../messaging/operator.js';
import type { Ticket } from './queue.model.js';

/** How a place stands, for the people of the shop. */
export const TICKET_STANDING: Readonly<Record<Ticket['state'], JobCard['status']>> = {
  waiting: { label: 'Waiting', tone: 'waiting' },
  called: { label: 'Called', tone: 'accepted' },
  serving: { label: 'Under way', tone: 'underWay' },
  served: { label: 'Done', tone: 'done' },
  left: { label: 'Left the queue', tone: 'refused' },
  missed: { label: 'Did not come', tone: 'refused' },
};

/** The names of acts are the operators' common ones; what they mean here stands on the button. */
const ACTS: Readonly<Partial<Record<Ticket['state'], JobCard['acts']>>> = {
  waiting: [{ act: 'accept', label: 'Call', style: 'primary' }],
  called: [
    { act: 'start', label: 'Start', style: 'primary' },
    { act: 'noShow', label: 'Did not come', style: 'danger' },
  ],
  serving: [{ act: 'done', label: 'Done', style: 'primary' }],
};

/** Where each act leads from, and to; in the order of the work. */
export const MOVES: Readonly<
  Partial<
    Record<OperatorActName, { readonly from: readonly Ticket['state'][]; readonly to: Ticket['state']; what: string }>
  >
> = {
  accept: { from: ['waiting'], to: 'called', what: 'Called' },
  start: { from: ['waiting', 'called'], to: 'serving', what: 'Started' },
  done: { from: ['serving'], to: 'served', what: 'Done' },
  noShow: { from: ['waiting', 'called'], to: 'missed', what: 'Marked as not there' },
};

/** One place in a queue as a card (QU-05). Pure. */
export function presentTicketCard(ticket: Ticket, zone: string, language: string): JobCard {
  const { contact, personName, joinedAtUtc, later, last, state } = ticket;
  return {
    bookingId: ticket._id,
    version: ticket.rev,
    title: `Queue of ${personName} · ${contact.name}`,
    facts: [
      `Waiting since ${formatWhen(joinedAtUtc, zone, language)}${contact.phone ? `, ${contact.phone}` : ''}`,
      ...(later && state === 'waiting' ? [`Asked to come after ${formatClock(later.untilUtc, zone, language)}`] : []),
      ...(contact.answers ?? []).map(({ label, value }) => `${label}: ${value}`),
      ...(contact.note ? [`Note: ${contact.note}`] : []),
    ],
    status: TICKET_STANDING[state],
    acts: ACTS[state] ?? [],
    lastLine: `${last.what} by ${last.who}, ${formatWhen(last.atUtc, zone, language)}`,
    updatedAtUtc: last.atUtc,
  };
}

/** Why an act could not be done, a sentence for the operator. */
export function refusalOf(state: Ticket['state'] | null): string {
  return state === null
    ? 'This place is not known here any more.'
    : `Not possible: ${TICKET_STANDING[state].label.toLowerCase()}.`;
}
