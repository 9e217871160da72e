import type { ReactNode } from 'react';
import { formatMoney } from '../../messaging/format.js';
import type { Payment } from '../page-state.js';
import { Icon } from './icons.js';

const STATES: Readonly<Record<Payment['state'], { readonly label: string; readonly tone: string }>> = {
  link: { label: '○ Waiting for the money', tone: 'waiting' },
  declined: { label: '✕ Card declined, the link still works', tone: 'refused' },
  onItsWay: { label: '◐ On its way from the bank', tone: 'accepted' },
  paid: { label: '✔ Paid', tone: 'done' },
  ended: { label: '✕ The link has ended', tone: 'refused' },
  refunded: { label: '↺ Paid back', tone: 'accepted' },
};

const CARDS = [
  ['paid', 'Paid'],
  ['declined', 'Declined'],
  ['late', 'Too late'],
] as const;

export type Card = (typeof CARDS)[number][0];

/** Every pay link, what became of it, and the cards one can pay with. */
export function PayDesk(props: {
  readonly payments: readonly Payment[];
  readonly onOpen: (payment: Payment) => void;
  readonly onPay: (paymentId: string, card: Card) => void;
}): ReactNode {
  return (
    <div className="desk pay-desk">
      {props.payments.length === 0 ? (
        <p className="nothing">
          <Icon name="card" />
          No pay link yet. Book something that is paid before the visit, for example a colour, and its link appears
          here.
        </p>
      ) : (
        <ul>
          {props.payments.toReversed().map((payment) => (
            <li key={payment.id}>
              <p className="pay-what">
                <b>{formatMoney(payment, 'en')}</b> <span>{payment.description}</span>
              </p>
              <p className={`state ${STATES[payment.state].tone}`}>{STATES[payment.state].label}</p>
              {isOpen(payment) ? (
                <>
                  <button type="button" className="main" onClick={() => props.onOpen(payment)}>
                    Open the pay page
                  </button>
                  <div className="cards" role="group" aria-label="Or at once">
                    {CARDS.map(([card, label]) => (
                      <button key={card} type="button" onClick={() => props.onPay(payment.id, card)}>
                        {label}
                      </button>
                    ))}
                  </div>
                </>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function isOpen({ state }: Payment): boolean {
  return state === 'link' || state === 'declined';
}
