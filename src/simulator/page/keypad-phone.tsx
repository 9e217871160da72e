import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { formatClock } from '../../messaging/format.js';
import type { ChatLine } from '../page-state.js';
import { useFollow } from './follow.js';
import { Icon } from './icons.js';
import { KEYS, LETTERS, press, type Key, type Typing } from './keypad.js';
import { countSms } from './sms-count.js';
import { Suggestions } from './suggestion.js';
import { Words } from './words.js';

const QUICK_MS = 900;
const SCROLL_PX = 64;
const MAX_CHARS = 1_600;
const EMPTY: Typing = { text: '', mode: '123', open: null };

export interface KeypadPhoneProps {
  readonly owner: string;
  readonly shopName: string;
  readonly lines: readonly ChatLine[];
  readonly nowUtc: number;
  readonly zone: string;
  readonly onSay: (text: string) => void;
  readonly onLink: (url: string) => boolean;
}

/** A phone with twelve keys and a small screen: the hardest customer to please. */
export function KeypadPhone({ owner, shopName, lines, nowUtc, zone, onSay, onLink }: KeypadPhoneProps): ReactNode {
  const [typing, setTyping] = useState(EMPTY);
  const lastPressMs = useRef(0);
  const log = useFollow<HTMLDivElement>(lines.length);
  const { characters, parts } = countSms(typing.text);

  function send(): void {
    if (typing.text.trim() === '') return;
    onSay(typing.text);
    setTyping({ ...EMPTY, mode: typing.mode });
  }
  function type(key: Key): void {
    const atMs = performance.now();
    const isQuick = atMs - lastPressMs.current < QUICK_MS;
    lastPressMs.current = atMs;
    setTyping((before) => (before.text.length < MAX_CHARS ? press(before, key, isQuick) : before));
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    send();
  }
  const scroll = (byPx: number): void => log.current?.scrollBy({ top: byPx });
  const erase = (): void => setTyping((before) => ({ ...before, text: before.text.slice(0, -1), open: null }));

  return (
    <div className="keypad-phone">
      <div className="speaker" aria-hidden="true" />
      <div className="lcd">
        <div className="lcd-top" aria-hidden="true">
          <span className="bars">▂▄▆</span>
          <span>{shopName}</span>
          <span>{formatClock(nowUtc, zone, 'en')}</span>
        </div>
        <div className="lcd-log" role="log" aria-label={`${owner}'s texts`} tabIndex={0} ref={log}>
          {lines.length === 0 ? (
            <Suggestions hint={`No texts yet.`} words={['hi']} verb="Text" onSay={onSay} />
          ) : (
            lines.map((line) => <LcdLine key={line.id} line={line} shopName={shopName} onLink={onLink} />)
          )}
        </div>
        <div className="lcd-write">
          <input
            aria-label={`${owner} writes a text`}
            value={typing.text}
            maxLength={MAX_CHARS}
            autoComplete="off"
            enterKeyHint="send"
            placeholder="Write…"
            onChange={({ target }) => setTyping({ text: target.value, mode: typing.mode, open: null })}
            onKeyDown={onKeyDown}
          />
        </div>
        <div className="lcd-foot">
          <span>{typing.mode}</span>
          <span className="count" data-testid="sms-count">
            {characters} {characters === 1 ? 'char' : 'chars'}, {parts} {parts === 1 ? 'part' : 'parts'}
          </span>
        </div>
      </div>
      <SoftKeys onSend={send} onScroll={scroll} onErase={erase} />
      <Keys onType={type} />
    </div>
  );
}

function SoftKeys(props: {
  readonly onSend: () => void;
  readonly onScroll: (byPx: number) => void;
  readonly onErase: () => void;
}): ReactNode {
  return (
    <div className="soft-keys">
      <button type="button" className="soft" onClick={props.onSend}>
        Send
      </button>
      <div className="rocker">
        <button type="button" aria-label="Scroll up" onClick={() => props.onScroll(-SCROLL_PX)}>
          <Icon name="up" />
        </button>
        <button type="button" aria-label="Scroll down" onClick={() => props.onScroll(SCROLL_PX)}>
          <Icon name="down" />
        </button>
      </div>
      <button type="button" className="soft" onClick={props.onErase}>
        Clear
      </button>
    </div>
  );
}

function Keys({ onType }: { readonly onType: (key: Key) => void }): ReactNode {
  return (
    <div className="keys" role="group" aria-label="Keypad">
      {KEYS.map((key) => (
        <button key={key} type="button" onClick={() => onType(key)} aria-label={keyName(key)}>
          <b>{key}</b>
          <small>{keyHint(key)}</small>
        </button>
      ))}
    </div>
  );
}

function LcdLine(props: {
  readonly line: ChatLine;
  readonly shopName: string;
  readonly onLink: (url: string) => boolean;
}): ReactNode {
  const { from, text, sent, parts } = props.line;
  const who = from === 'us' ? props.shopName : from === 'me' ? 'Me' : 'Network';
  return (
    <div className={`lcd-line lcd-${from}`}>
      <span className="lcd-who">
        {who}
        {sent === 'sending' ? ' …' : sent === 'failed' ? ' (not sent)' : ''}
        {parts ? <em>{parts === 1 ? '1 part' : `${parts} parts`}</em> : null}
      </span>
      <p dir="auto">
        <Words text={text} onLink={props.onLink} />
      </p>
    </div>
  );
}

function keyName(key: Key): string {
  return key === '#' ? '# change between digits and letters' : key;
}

function keyHint(key: Key): string {
  if (key === '#') return '123 abc';
  if (key === '0') return 'space';
  if (key === '1') return '.,?!';
  return LETTERS[key].slice(0, -1);
}
