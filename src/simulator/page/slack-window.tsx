import { useState, type ReactNode } from 'react';
import { formatClock } from '../../messaging/format.js';
import type { SlackCard, SlackPart } from '../page-state.js';
import { OPERATORS, type OperatorName } from '../people.js';
import { useFollow } from './follow.js';

const NAMES = Object.keys(OPERATORS) as OperatorName[]; // its keys are all of that type, by its declaration

/** The operators' channel in Slack's window, seen by one of them at a time. */
export function SlackWindow(props: {
  readonly shopName: string;
  readonly cards: readonly SlackCard[];
  readonly zone: string;
  readonly onClick: (operator: OperatorName, cardId: string, buttonId: string) => void;
}): ReactNode {
  const [operator, setOperator] = useState<OperatorName>('asha');
  const seen = props.cards.filter(({ onlyFor }) => onlyFor === undefined || onlyFor === OPERATORS[operator].id);
  const log = useFollow<HTMLDivElement>(seen.length);
  return (
    <div className="slack">
      <div className="slack-side" aria-hidden="true">
        <b>{props.shopName}</b>
        <span>Channels</span>
        <span className="on"># operations</span>
        <span># general</span>
      </div>
      <div className="slack-main">
        <div className="slack-head">
          <p>
            <b># operations</b>
          </p>
          <div className="seats" role="group" aria-label="Who is looking">
            {NAMES.map((name) => (
              <button key={name} type="button" aria-pressed={name === operator} onClick={() => setOperator(name)}>
                {OPERATORS[name].name}
              </button>
            ))}
          </div>
        </div>
        <div className="slack-log" role="log" aria-label="Slack channel operations" tabIndex={0} ref={log}>
          {seen.length === 0 ? (
            <p className="nothing">
              Quiet so far. When somebody books, the job appears here as one card, and its buttons do the work.
            </p>
          ) : (
            seen.map((card) => (
              <Post
                key={card.id}
                card={card}
                zone={props.zone}
                onClick={(buttonId) => props.onClick(operator, card.id, buttonId)}
              />
            ))
          )}
        </div>
      </div>
    </div>
  );
}

function Post(props: {
  readonly card: SlackCard;
  readonly zone: string;
  readonly onClick: (buttonId: string) => void;
}): ReactNode {
  const { card } = props;
  return (
    <article className={card.onlyFor ? 'slack-post whisper' : 'slack-post'}>
      <i className="slack-bot" aria-hidden="true">
        P
      </i>
      <div>
        <p className="slack-by">
          <b>Parley</b> <em>APP</em> <small>{formatClock(card.atUtc, props.zone, 'en')}</small>
          {card.onlyFor ? <small>Only visible to you</small> : null}
        </p>
        <div className={card.onlyFor ? '' : 'slack-card'}>
          {card.parts.map((part, index) => (
            <Part key={index} part={part} onClick={(buttonId) => props.onClick(buttonId)} />
          ))}
        </div>
      </div>
    </article>
  );
}

function Part({
  part,
  onClick,
}: {
  readonly part: SlackPart;
  readonly onClick: (buttonId: string) => void;
}): ReactNode {
  switch (part.kind) {
    case 'header':
      return <h3>{part.text}</h3>;
    case 'text':
      return <p className="slack-text">{part.text}</p>;
    case 'context':
      return <p className="slack-context">{part.text}</p>;
    case 'divider':
      return <hr />;
    case 'buttons':
      return (
        <div className="slack-buttons">
          {part.buttons.map(({ id, label, style }) => (
            <button key={id} type="button" className={style} onClick={() => onClick(id)}>
              {label}
            </button>
          ))}
        </div>
      );
  }
}
