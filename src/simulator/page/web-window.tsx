import { useState, type ReactNode } from 'react';
import { Icon } from './icons.js';

const OPENED = 'parley.simulator.web-chat';

/** The shop's own website in a browser, with the real widget behind its button. */
export function WebWindow(props: {
  readonly shop: { readonly id: string; readonly name: string };
  readonly round: number;
}): ReactNode {
  const { shop, round } = props;
  const [openedRound, setOpenedRound] = useState(() => recall(shop.id, round));
  const isOpen = openedRound === String(round);
  return (
    <div className="browser">
      <div className="browser-top" aria-hidden="true">
        <i />
        <i />
        <i />
        <span>{shop.name.toLowerCase().replace(/[^a-z]+/g, '-')}.example</span>
      </div>
      {isOpen ? (
        <iframe key={round} title={`The web chat of ${shop.name}`} src={`/chat/${encodeURIComponent(shop.id)}`} />
      ) : (
        <div className="website">
          <p className="website-name">{shop.name}</p>
          {shop.id === 'willow' && <p className="website-words">Cuts and colours on Mill Lane. Come as you are.</p>}
          <button
            type="button"
            onClick={() => {
              localStorage.setItem(OPENED, String(round));
              setOpenedRound(String(round));
            }}
          >
            <Icon name="chat" /> Chat with us
          </button>
        </div>
      )}
    </div>
  );
}

/** After "start over" the widget must not take up a chat the house has forgotten: its own note of it goes too. */
function recall(shopId: string, round: number): string | null {
  const stored = localStorage.getItem(OPENED);
  if (stored !== null && stored !== String(round)) localStorage.removeItem(`parley:${shopId}`);
  return stored;
}
