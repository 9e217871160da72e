import { useState, type ReactNode } from 'react';
import { formatWhen } from '../../messaging/format.js';
import type { FaultName, PageState, Provider, Pulse } from '../page-state.js';
import type { Do } from './act.js';
import { Icon } from './icons.js';

export interface RailProps {
  readonly state: PageState;
  readonly pulse: Pulse | null;
  readonly isLost: boolean;
  readonly isXRayOpen: boolean;
  readonly onXRay: () => void;
  readonly onDo: Do;
}

/** What no customer has: the clock, the faults, and a way to begin again. */
export function Rail({ state, pulse, isLost, isXRayOpen, onXRay, onDo }: RailProps): ReactNode {
  const [isUnfolded, setUnfolded] = useState(false);
  const { zone } = state.shop;
  return (
    <aside className={isUnfolded ? 'rail unfolded' : 'rail'} aria-label="Controls">
      <div className="brand">
        <i className="mark" aria-hidden="true">
          <Icon name="chat" />
        </i>
        <b>Parley</b>
        <a href="/admin/">Panel</a>
      </div>
      <div className="now">
        <time>{pulse ? formatWhen(pulse.nowUtc, zone, 'en') : '…'}</time>
        <small>{isLost ? 'The server does not answer; trying again.' : `Time at ${state.shop.name}`}</small>
      </div>
      <div className="rail-buttons">
        <button type="button" className="xray-button" aria-pressed={isXRayOpen} onClick={onXRay}>
          <Icon name="lens" /> X-ray
        </button>
        <button
          type="button"
          className="unfold"
          aria-expanded={isUnfolded}
          aria-controls="rail-more"
          onClick={() => setUnfolded(!isUnfolded)}
        >
          <Icon name="knobs" /> Controls
        </button>
      </div>
      <div className="rail-more" id="rail-more">
        <Shops state={state} onDo={onDo} />
        <Moves pulse={pulse} zone={zone} onDo={onDo} />
        <FaultSwitches faults={state.faults} onDo={onDo} />
        <section className="wire">
          <h2>On the wire</h2>
          {state.problems.length === 0 ? (
            <p>✔ No provider had anything to refuse.</p>
          ) : (
            <ul>
              {state.problems.map((problem, index) => (
                <li key={index}>{problem}</li>
              ))}
            </ul>
          )}
        </section>
        <StartOver onDo={onDo} />
      </div>
    </aside>
  );
}

/** Whose phones these are: the numbers lead to one business at a time. */
function Shops({ state, onDo }: { readonly state: PageState; readonly onDo: Do }): ReactNode {
  if (state.shops.length < 2) return null;
  return (
    <section className="shops">
      <h2>Business</h2>
      <label>
        <span className="unseen">Business</span>
        <select value={state.shop.id} onChange={({ target }) => onDo({ act: 'visit', shopId: target.value })}>
          {state.shops.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <p className="hint">Another business begins anew.</p>
    </section>
  );
}

function Moves({
  pulse,
  zone,
  onDo,
}: {
  readonly pulse: Pulse | null;
  readonly zone: string;
  readonly onDo: Do;
}): ReactNode {
  const reminderAtUtc = pulse?.nextReminderAtUtc ?? null;
  return (
    <section className="moves">
      <h2>Move the clock</h2>
      <div className="pair">
        <button type="button" onClick={() => onDo({ act: 'clock', move: 'quarter' })}>
          +15 min
        </button>
        <button type="button" onClick={() => onDo({ act: 'clock', move: 'day' })}>
          +1 day
        </button>
      </div>
      <button type="button" disabled={reminderAtUtc === null} onClick={() => onDo({ act: 'clock', move: 'reminder' })}>
        To the next reminder
      </button>
      <p className="hint">
        {reminderAtUtc === null ? 'None is planned for now.' : formatWhen(reminderAtUtc, zone, 'en')}
      </p>
    </section>
  );
}

const PROVIDER_NAMES: Readonly<Record<Provider, string>> = {
  twilio: 'Twilio',
  telegram: 'Telegram',
  slack: 'Slack',
  stripe: 'Stripe',
  mail: 'Mail',
};

const FAULTS: readonly { readonly name: FaultName; readonly label: string; readonly only?: readonly Provider[] }[] = [
  { name: 'slow', label: 'Slow, 2 seconds' },
  { name: 'duplicate', label: 'Webhooks doubled', only: ['twilio', 'telegram', 'slack', 'stripe'] },
  { name: 'reorder', label: 'Webhooks shuffled', only: ['twilio', 'telegram', 'slack', 'stripe'] },
  { name: 'loseReceipts', label: 'Receipts lost', only: ['twilio'] },
  { name: 'rateLimit', label: 'Next: too many (429)' },
  { name: 'fail', label: 'Next: failing (503)' },
  { name: 'cut', label: 'Next: answer lost' },
];

function FaultSwitches({ faults, onDo }: { readonly faults: PageState['faults']; readonly onDo: Do }): ReactNode {
  const providers = Object.keys(faults) as Provider[]; // the state has no other keys
  const [chosen, setChosen] = useState<Provider>(providers[0] ?? 'twilio');
  const states = faults[chosen];
  if (!states) return null;
  const countOf = (provider: Provider): number => Object.values(faults[provider] ?? {}).filter(Boolean).length;
  return (
    <section className="faults">
      <h2>Let something fail</h2>
      <label>
        <span className="unseen">Provider</span>
        <select value={chosen} onChange={({ target }) => setChosen(target.value as Provider)}>
          {providers.map((provider) => (
            <option key={provider} value={provider}>
              {PROVIDER_NAMES[provider]}
              {countOf(provider) > 0 ? ` (${countOf(provider)} on)` : ''}
            </option>
          ))}
        </select>
      </label>
      {FAULTS.filter(({ only }) => !only || only.includes(chosen)).map(({ name, label }) => (
        <button
          key={name}
          type="button"
          role="switch"
          aria-checked={states[name]}
          onClick={() => onDo({ act: 'fault', provider: chosen, fault: name, isOn: !states[name] })}
        >
          <span>{label}</span>
          <i aria-hidden="true" />
        </button>
      ))}
    </section>
  );
}

function StartOver({ onDo }: { readonly onDo: Do }): ReactNode {
  const [isAsked, setAsked] = useState(false);
  if (!isAsked)
    return (
      <button type="button" className="start-over" onClick={() => setAsked(true)}>
        <Icon name="again" /> Start over
      </button>
    );
  return (
    <section className="start-over-asked" aria-label="Start over">
      <p>Every booking and chat is forgotten, and the clock goes back.</p>
      <div className="pair">
        <button
          type="button"
          className="danger"
          autoFocus
          onClick={() => {
            setAsked(false);
            onDo({ act: 'startOver' });
          }}
        >
          Forget it all
        </button>
        <button type="button" onClick={() => setAsked(false)}>
          Keep it
        </button>
      </div>
    </section>
  );
}
