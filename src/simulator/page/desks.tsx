import type { ReactNode } from 'react';
import type { PageState } from '../page-state.js';
import type { Do } from './act.js';
import { Device } from './device.js';
import { Mailbox } from './mailbox.js';
import { PayDesk } from './pay-desk.js';
import { realName } from './real-name.js';
import { SlackWindow } from './slack-window.js';

/** What stands on desks: the operators' window, the mailbox, the payments. */
export function Desks(props: {
  readonly state: PageState;
  readonly onDo: Do;
  readonly onPayPage: (url: string) => void;
}): ReactNode {
  const { state, onDo, onPayPage } = props;
  return (
    <>
      <Device id="slack" who="Asha and Ben" what="Slack, at the salon" realProvider={realName(state, 'slack')}>
        <SlackWindow
          shopName={state.shop.name}
          zone={state.shop.zone}
          cards={state.slack}
          onClick={(operator, cardId, buttonId) => onDo({ act: 'click', operator, cardId, buttonId })}
          onWrite={(operator, cardId, text, picture) => onDo({ act: 'write', operator, cardId, text, picture })}
        />
      </Device>
      <Device id="mail" who="Mailbox" what="everybody's mail" realProvider={realName(state, 'mail')}>
        <Mailbox mails={state.mails} zone={state.shop.zone} />
      </Device>
      <Device id="pay" who="Payments" what="Stripe" realProvider={realName(state, 'stripe')}>
        <PayDesk
          payments={state.payments}
          onOpen={({ url }) => onPayPage(url)}
          onPay={(paymentId, card) => onDo({ act: 'pay', paymentId, card })}
        />
      </Device>
    </>
  );
}
