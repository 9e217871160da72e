import { useState, type FormEvent, type ReactNode } from 'react';
import { formatClock } from '../../messaging/format.js';
import type { SlackCard, SlackPart } from '../page-state.js';
import { OPERATORS, type OperatorName } from '../people.js';
import { Attached } from './attached.js';
import { useFollow } from './follow.js';
import { Icon } from './icons.js';

const NAMES = Object.keys(OPERATORS) as OperatorName[]; // its keys are all of that type, by its declaration

/** The operators' channel in Slack's window, seen by one of them at a time. */
export function SlackWindow(props: {
  readonly shopName: string;
  readonly cards: readonly SlackCard[];
  readonly zone: string;
  readonly onClick: (operator: OperatorName, cardId: string, buttonId: string) => void;
  /** @param withPicture a picture goes with the words. */
  readonly onWrite: (operator: OperatorName, cardId: string, text: string, withPicture: boolean) => void;
}): ReactNode {
  const [operator, setOperator] = useState<OperatorName>('asha');
  const seen = props.cards.filter(({ onlyFor }) => onlyFor === undefined || onlyFor === OPERATORS[operator].id);
  // A line whose card has fallen off the list stands by itself.
  const tops = seen.filter(({ threadOf }) => threadOf === undefined || !seen.some(({ id }) => id === threadOf));
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
            tops.map((card) => (
              <Post
                key={card.id}
                card={card}
                zone={props.zone}
                thread={seen.filter(({ threadOf }) => threadOf === card.id)}
                onClick={(cardId, buttonId) => props.onClick(operator, cardId, buttonId)}
                onWrite={(text, withPicture) => props.onWrite(operator, card.id, text, withPicture)}
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
  readonly thread: readonly SlackCard[];
  /** The last line of a thread. */
  readonly isNewest?: boolean;
  readonly onClick: (cardId: string, buttonId: string) => void;
  readonly onWrite: (text: string, withPicture: boolean) => void;
}): ReactNode {
  const { card, thread, zone } = props;
  const [isReplying, setReplying] = useState(false);
  const mayReply = card.onlyFor === undefined && card.threadOf === undefined;
  return (
    <article
      className={card.onlyFor ? 'slack-post whisper' : 'slack-post'}
      {...(props.isNewest ? { 'data-newest': '' } : {})}
    >
      <i className={card.by ? 'slack-bot slack-person' : 'slack-bot'} aria-hidden="true">
        {(card.by ?? 'P').charAt(0)}
      </i>
      <div>
        <p className="slack-by">
          <b>{card.by ?? 'Parley'}</b> {card.by ? null : <em>APP</em>}{' '}
          <small>{formatClock(card.atUtc, zone, 'en')}</small>
          {card.onlyFor ? <small>Only visible to you</small> : null}
        </p>
        <div className={card.onlyFor ? '' : 'slack-card'}>
          {card.parts.map((part, index) => (
            <Part key={index} part={part} onClick={(buttonId) => props.onClick(card.id, buttonId)} />
          ))}
        </div>
        {thread.length > 0 ? (
          <div className="slack-thread" role="group" aria-label={`Thread, ${thread.length}`}>
            {thread.map((line, index) => (
              <Post {...props} key={line.id} card={line} thread={NONE} isNewest={index === thread.length - 1} />
            ))}
          </div>
        ) : null}
        {!mayReply ? null : thread.length > 0 || isReplying ? (
          <ReplyLine about={card.text} onWrite={props.onWrite} />
        ) : (
          <button type="button" className="slack-reply" onClick={() => setReplying(true)}>
            Reply in thread
          </button>
        )}
      </div>
    </article>
  );
}

const NONE: readonly SlackCard[] = [];

function ReplyLine({
  about,
  onWrite,
}: {
  readonly about: string;
  readonly onWrite: (text: string, withPicture: boolean) => void;
}): ReactNode {
  const [text, setText] = useState('');
  function send(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() === '') return;
    onWrite(text, false);
    setText('');
  }
  function addPicture(): void {
    onWrite(text, true);
    setText('');
  }
  return (
    <form className="slack-line" onSubmit={send}>
      <input
        aria-label={`Write in the thread of ${about}`}
        value={text}
        maxLength={1_600}
        autoComplete="off"
        placeholder="Reply…"
        onChange={({ target }) => setText(target.value)}
      />
      <button type="button" aria-label={`Add a picture in the thread of ${about}`} onClick={addPicture}>
        <Icon name="photo" />
      </button>
      <button type="submit">Write</button>
    </form>
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
    case 'file':
      return <Attached file={part.file} />;
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
