import type { ReactNode } from 'react';
import { formatWhen } from '../../messaging/format.js';
import type { Mail } from '../page-state.js';
import { Icon } from './icons.js';
import { Words } from './words.js';

/** Everybody's mail in one box, newest first. */
export function Mailbox({ mails, zone }: { readonly mails: readonly Mail[]; readonly zone: string }): ReactNode {
  return (
    <div className="desk mailbox">
      {mails.length === 0 ? (
        <p className="nothing">
          <Icon name="mail" />
          Empty. Confirmations with their calendar file arrive here when a customer has left an e-mail address.
        </p>
      ) : (
        <ul>
          {mails.toReversed().map((mail, index) => (
            <li key={mail.id}>
              <details open={index === 0}>
                <summary>
                  <b>{mail.subject}</b>
                  <small>
                    to {mail.to.join(', ')}, {formatWhen(mail.atUtc, zone, 'en')}
                  </small>
                </summary>
                <p className="mail-text">
                  <Words text={mail.text} onLink={() => false} />
                </p>
                {mail.calendars.map((content, at) => (
                  <a
                    key={at}
                    className="file"
                    download="visit.ics"
                    href={`data:text/calendar;charset=utf-8,${encodeURIComponent(content)}`}
                  >
                    <Icon name="file" /> visit.ics
                  </a>
                ))}
              </details>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
