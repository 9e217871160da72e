import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import type { PageState } from '../page-state.js';
import { act, type Do } from './act.js';
import { Desks } from './desks.js';
import { useLive, type Live } from './live.js';
import { PaySheet } from './pay-sheet.js';
import { Phones } from './phones.js';
import { Rail } from './rail.js';
import { Tabs } from './tabs.js';
import { XRay } from './x-ray.js';

const NOTICE_MS = 6_000;
const XRAY_NAMES = { sms: 'Rosa', whatsapp: 'Maria', telegram: 'Sam', webchat: 'Visitor' };

export function App(): ReactNode {
  const live = useLive();
  const [notice, setNotice] = useState('');
  const timer = useRef<number>(undefined);
  const onDo: Do = useCallback((what) => {
    void act(what).then((refusal) => {
      if (refusal === null) return;
      window.clearTimeout(timer.current);
      setNotice(refusal);
      timer.current = window.setTimeout(() => setNotice(''), NOTICE_MS);
    });
  }, []);
  if (!live.state)
    return (
      <p className="waiting" role="status">
        {live.isLost ? 'The server does not answer; trying again.' : 'Bringing the phones…'}
      </p>
    );
  return (
    <>
      <Page live={live} state={live.state} onDo={onDo} />
      <p className={notice ? 'notice shown' : 'notice'} role="status">
        {notice}
      </p>
    </>
  );
}

function Page({ live, state, onDo }: { readonly live: Live; readonly state: PageState; readonly onDo: Do }): ReactNode {
  const [xray, setXRay] = useState<{ readonly channel: string | null } | null>(null);
  const [traceId, setTraceId] = useState<string | null>(null);
  const [payUrl, setPayUrl] = useState<string | null>(null);
  const stage = useRef<HTMLDivElement>(null);
  const nowUtc = live.pulse?.nowUtc ?? 0;

  // A new message is what one wants to see through; an old one stays only while nothing newer comes.
  const newestId = state.traces[0]?.id;
  useEffect(() => setTraceId(null), [newestId]);

  const openXRay = (channel: string | null): void => {
    setXRay({ channel });
    setTraceId(null);
  };
  /** Pay links open over the page, as a phone's browser would; every other link goes its way. */
  const onLink = (url: string): boolean => {
    const isPayLink = state.payments.some((payment) => payment.url === url);
    if (isPayLink) setPayUrl(url);
    return isPayLink;
  };
  return (
    <div className={xray ? 'app with-xray' : 'app'}>
      <Rail
        state={state}
        pulse={live.pulse}
        isLost={live.isLost}
        isXRayOpen={xray !== null}
        onXRay={() => (xray ? setXRay(null) : openXRay(null))}
        onDo={onDo}
      />
      <main aria-label="Phones">
        <div className="lead">
          <h1>Book any service by chatting</h1>
          <p>
            Rosa, her daughter Maria and Sam, a courier, write to {state.shop.name} from the phones they have.{' '}
            <span className="more">
              Asha and Ben answer in Slack. Be all of them: text <b>hi</b>.
            </span>
          </p>
        </div>
        <Tabs stage={stage} round={state.round} />
        <div className="stage" ref={stage}>
          <Phones state={state} nowUtc={nowUtc} onDo={onDo} onLink={onLink} onXRay={openXRay} />
          <Desks state={state} onDo={onDo} onPayPage={setPayUrl} />
        </div>
      </main>
      {xray ? (
        <XRay
          traces={state.traces}
          names={XRAY_NAMES}
          zone={state.shop.zone}
          channel={xray.channel}
          onChannel={openXRay}
          chosenId={traceId}
          onChoose={setTraceId}
          onClose={() => setXRay(null)}
        />
      ) : null}
      {payUrl ? <PaySheet url={payUrl} onClose={() => setPayUrl(null)} /> : null}
    </div>
  );
}
