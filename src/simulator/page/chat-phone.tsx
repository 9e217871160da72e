import { useState, type FormEvent, type ReactNode } from 'react';
import { formatClock } from '../../messaging/format.js';
import type { Button, ChatLine } from '../page-state.js';
import { useFollow } from './follow.js';
import { Attached } from './attached.js';
import { Icon } from './icons.js';
import { ListSheet } from './list-sheet.js';
import { Words } from './words.js';

export interface ChatPhoneProps {
  readonly look: 'whatsapp' | 'telegram';
  readonly owner: string;
  readonly shopName: string;
  /** Below the shop's name. */
  readonly subtitle: string;
  readonly lines: readonly ChatLine[];
  readonly nowUtc: number;
  readonly zone: string;
  readonly onSay: (text: string) => void;
  readonly onTap: (lineId: string, buttonId: string) => void;
  /** Sends a sample picture, or where the phone is. */
  readonly onShare: (what: 'photo' | 'place') => void;
  readonly onLink: (url: string) => boolean;
  /** Shown while nothing has been said. */
  readonly empty: ReactNode;
  /** In place of the line to write on: Telegram's Start. */
  readonly foot?: ReactNode;
}

/** A smartphone with one chat open. */
export function ChatPhone(props: ChatPhoneProps): ReactNode {
  const { look, owner, shopName, subtitle, lines, nowUtc, zone, empty } = props;
  const [openListId, setOpenListId] = useState<string | null>(null);
  const log = useFollow<HTMLDivElement>(lines.length);
  const opened = lines.find(({ id }) => id === openListId);
  return (
    <div className={`smartphone ${look}`}>
      <div className="screen">
        <div className="phone-top" aria-hidden="true">
          <span>{formatClock(nowUtc, zone, 'en')}</span>
          <i className="island" />
          <span>▂▄▆ 84%</span>
        </div>
        <div className="chat-head">
          <i className="avatar" aria-hidden="true">
            {shopName.charAt(0)}
          </i>
          <p>
            <b>{shopName}</b>
            <small>{subtitle}</small>
          </p>
        </div>
        <div className="chat-log" role="log" aria-label={`${owner}'s chat`} tabIndex={0} ref={log}>
          {lines.length === 0
            ? empty
            : lines.map((line) => (
                <Bubble
                  key={line.id}
                  line={line}
                  zone={zone}
                  onLink={props.onLink}
                  onTap={(button) => {
                    if (!button.url) props.onTap(line.id, button.id);
                    else if (!props.onLink(button.url)) window.open(button.url, '_blank', 'noopener');
                  }}
                  onList={() => setOpenListId(line.id)}
                />
              ))}
        </div>
        {props.foot ?? <WriteLine owner={owner} onSay={props.onSay} onShare={props.onShare} />}
        {opened?.list ? (
          <ListSheet
            list={opened.list}
            onClose={() => setOpenListId(null)}
            onChoose={(row) => {
              setOpenListId(null);
              props.onTap(opened.id, row.id);
            }}
          />
        ) : null}
      </div>
    </div>
  );
}

const TICKS = { sending: '◷', sent: '✓✓', failed: '!' } as const;
const TICK_WORDS = { sending: 'on its way', sent: 'received', failed: 'not sent' } as const;

function Bubble(props: {
  readonly line: ChatLine;
  readonly zone: string;
  readonly onLink: (url: string) => boolean;
  readonly onTap: (button: Button) => void;
  readonly onList: () => void;
}): ReactNode {
  const { from, text, atUtc, sent, buttons, list, file } = props.line;
  return (
    <div className={`said said-${from}`}>
      <div className={sent === 'failed' ? 'bubble failed' : 'bubble'}>
        {file ? <Attached file={file} /> : null}
        {text ? (
          <p dir="auto">
            <Words text={text} onLink={props.onLink} />
          </p>
        ) : null}
        <small className="stamp">
          {formatClock(atUtc, props.zone, 'en')}{' '}
          {sent ? (
            <span role="img" aria-label={TICK_WORDS[sent]} title={TICK_WORDS[sent]}>
              {TICKS[sent]}
            </span>
          ) : null}
        </small>
        {list ? (
          <button type="button" className="list-button" onClick={props.onList}>
            <Icon name="list" /> {list.title}
          </button>
        ) : null}
      </div>
      {buttons?.map((row, index) => (
        <div className="button-row" key={index}>
          {row.map((button) => (
            <button key={button.id} type="button" onClick={() => props.onTap(button)}>
              {button.title}
              {button.url ? ' ↗' : ''}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

function WriteLine({ owner, onSay, onShare }: Pick<ChatPhoneProps, 'owner' | 'onSay' | 'onShare'>): ReactNode {
  const [text, setText] = useState('');
  const [isSharing, setSharing] = useState(false);
  function send(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() === '') return;
    onSay(text);
    setText('');
  }
  const share = (what: 'photo' | 'place'): void => {
    setSharing(false);
    onShare(what);
  };
  return (
    <form className="write" onSubmit={send}>
      {isSharing ? (
        <div className="shares">
          <button type="button" onClick={() => share('photo')}>
            <Icon name="photo" /> Send a photo
          </button>
          <button type="button" onClick={() => share('place')}>
            <Icon name="pin" /> Send my place
          </button>
        </div>
      ) : null}
      <button
        type="button"
        className="share"
        aria-label={`${owner} sends something else`}
        aria-expanded={isSharing}
        onClick={() => setSharing(!isSharing)}
      >
        <Icon name="plus" />
      </button>
      <input
        aria-label={`${owner} writes a message`}
        value={text}
        maxLength={1_600}
        autoComplete="off"
        placeholder="Message"
        onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" aria-label="Send">
        <Icon name="send" />
      </button>
    </form>
  );
}
