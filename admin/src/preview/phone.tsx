import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ChannelId } from '../../../src/messaging/message.js';
import type { PreviewChoice, PreviewLine, PreviewShown, PreviewStep } from '../workshop/protocol.js';

interface PhoneProps {
  readonly channel: ChannelId;
  readonly language: string;
  readonly shown: PreviewShown | null;
  readonly onStep: (step: PreviewStep) => void;
}

const RIGHT_TO_LEFT = new Set(['ar', 'he', 'fa', 'ur']);

/** The chat as that channel shows it. Only the last message's choices can be tapped. */
export function Phone({ channel, language, shown, onStep }: PhoneProps) {
  const log = useRef<HTMLDivElement>(null);
  const lines = shown?.lines ?? [];
  useEffect(() => {
    const element = log.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [shown]);
  const last = lines.findLastIndex(({ by }) => by === 'script');
  return (
    <div className={`phone phone-${channel}`} dir={RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr'} lang={language}>
      <div className="phone-log" role="log" aria-label="Preview of the chat" ref={log} tabIndex={0}>
        {lines.map((line, index) => (
          <Line key={index} line={line} isLast={index === last} onStep={onStep} />
        ))}
      </div>
    </div>
  );
}

interface LineProps {
  readonly line: PreviewLine;
  readonly isLast: boolean;
  readonly onStep: PhoneProps['onStep'];
}

function Line({ line, isLast, onStep }: LineProps): ReactNode {
  if (line.by === 'house') return <p className="said-house">{line.note}</p>;
  if (line.by === 'person') return <p className="said said-person">{line.text}</p>;
  const { text, link, dress, choices, sms } = line;
  return (
    <div className="said-by-script">
      <div className="said said-script">
        {text}
        {link && (
          <span className="said-link">
            {link.label}
            <small>{link.url}</small>
          </span>
        )}
      </div>
      {sms && (
        <small className={sms.parts > 2 ? 'sms-count sms-long' : 'sms-count'}>
          {sms.characters} characters, {sms.parts} {sms.parts === 1 ? 'part' : 'parts'}
        </small>
      )}
      {dress !== 'text' && choices.length > 0 && (
        <Choices choices={choices} isList={dress === 'list'} isOpen={isLast} onStep={onStep} />
      )}
    </div>
  );
}

interface ChoicesProps {
  readonly choices: readonly PreviewChoice[];
  readonly isList: boolean;
  readonly isOpen: boolean;
  readonly onStep: PhoneProps['onStep'];
}

function Choices({ choices, isList, isOpen, onStep }: ChoicesProps): ReactNode {
  const [isUnfolded, setUnfolded] = useState(false);
  if (isList && !isUnfolded)
    return (
      <div className="choices">
        <button type="button" disabled={!isOpen} onClick={() => setUnfolded(true)}>
          ☰ Choose
        </button>
      </div>
    );
  return (
    <div className={isList ? 'choices choices-list' : 'choices'}>
      {choices.map(({ id, words }) => (
        <button
          key={id}
          type="button"
          disabled={!isOpen}
          onClick={() => onStep({ kind: 'choice', choiceId: id, label: words })}
        >
          {words}
        </button>
      ))}
    </div>
  );
}
