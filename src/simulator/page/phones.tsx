import type { ReactNode } from 'react';
import type { PageState, Phone } from '../page-state.js';
import type { Do } from './act.js';
import { ChatPhone } from './chat-phone.js';
import { Device } from './device.js';
import { KeypadPhone } from './keypad-phone.js';
import { realName } from './real-name.js';
import { Suggestions } from './suggestion.js';
import { WebWindow } from './web-window.js';

export interface PhonesProps {
  readonly state: PageState;
  readonly nowUtc: number;
  readonly onDo: Do;
  readonly onLink: (url: string) => boolean;
  readonly onXRay: (channel: string) => void;
}

/** The customers' side: each on the phone they have. */
export function Phones(props: PhonesProps): ReactNode {
  const { state, onXRay } = props;
  return (
    <>
      <RosasPhone {...props} />
      <MariasPhone {...props} />
      <SamsPhone {...props} />
      <Device id="webchat" who="A visitor" what="the salon's website" onXRay={() => onXRay('webchat')}>
        <WebWindow key={state.round} shop={state.shop} round={state.round} />
      </Device>
    </>
  );
}

/** What every phone needs to know. */
function common({ state, nowUtc, onLink, onDo }: PhonesProps, phone: Phone) {
  return {
    shopName: state.shop.name,
    zone: state.shop.zone,
    nowUtc,
    onLink,
    lines: state.chats[phone],
    onSay: (text: string) => onDo({ act: 'text', phone, text }),
  };
}

/** And a phone on which buttons can be tapped and things be sent. */
function commonOfChat(props: PhonesProps, phone: 'whatsapp' | 'telegram') {
  const { onDo } = props;
  return {
    ...common(props, phone),
    onTap: (lineId: string, buttonId: string) => onDo({ act: 'tap', phone, lineId, buttonId }),
    onShare: (what: 'photo' | 'place') => onDo({ act: what, phone }),
  };
}

function RosasPhone(props: PhonesProps): ReactNode {
  const { state, onXRay } = props;
  return (
    <Device
      id="sms"
      who="Rosa"
      what="keypad phone, SMS"
      realProvider={realName(state, 'twilio')}
      onXRay={() => onXRay('sms')}
    >
      <KeypadPhone {...common(props, 'sms')} key={state.round} owner="Rosa" />
    </Device>
  );
}

function MariasPhone(props: PhonesProps): ReactNode {
  const { state, onXRay } = props;
  const shared = commonOfChat(props, 'whatsapp');
  return (
    <Device
      id="whatsapp"
      who="Maria"
      what="daughter, WhatsApp"
      realProvider={realName(state, 'twilio')}
      onXRay={() => onXRay('whatsapp')}
    >
      <ChatPhone
        {...shared}
        look="whatsapp"
        owner="Maria"
        subtitle="Business account"
        empty={
          <Suggestions
            hint="A whole sentence works as well as a number."
            words={['hi', 'haircut tomorrow with Ben']}
            verb="Say"
            onSay={shared.onSay}
          />
        }
      />
    </Device>
  );
}

function SamsPhone(props: PhonesProps): ReactNode {
  const { state, onDo, onXRay } = props;
  const shared = commonOfChat(props, 'telegram');
  const start = (
    <button type="button" className="start" onClick={() => onDo({ act: 'start' })}>
      Start
    </button>
  );
  return (
    <Device
      id="telegram"
      who="Sam"
      what="a courier, Telegram"
      realProvider={realName(state, 'telegram')}
      onXRay={() => onXRay('telegram')}
    >
      <ChatPhone
        {...shared}
        look="telegram"
        owner="Sam"
        subtitle="bot"
        empty={
          <Suggestions hint="What can this bot do? It books you in." words={['hi']} verb="Say" onSay={shared.onSay} />
        }
        {...(shared.lines.length === 0 ? { foot: start } : {})}
      />
    </Device>
  );
}
