import type { ReactNode } from 'react';
import { Icon } from './icons.js';

export interface DeviceProps {
  readonly id: string;
  /** Who holds it. */
  readonly who: string;
  readonly what: string;
  /** Named when the real provider is connected: then there is nothing to show here. */
  readonly realProvider?: string | null;
  readonly onXRay?: () => void;
  readonly children: ReactNode;
}

/** The caption every device has, and what stands in its place when its provider is the real one. */
export function Device({ id, who, what, realProvider, onXRay, children }: DeviceProps): ReactNode {
  return (
    <section className={`device device-${id}`} id={`device-${id}`} aria-labelledby={`device-${id}-name`}>
      <header className="caption">
        <i className="dot" aria-hidden="true" />
        <h2 id={`device-${id}-name`}>
          {who} <span>{what}</span>
        </h2>
        {onXRay && !realProvider ? (
          <button type="button" className="lens" onClick={onXRay} aria-label={`X-ray of ${who}'s last message`}>
            <Icon name="lens" />
          </button>
        ) : null}
      </header>
      {realProvider ? (
        <div className="elsewhere">
          <p>
            Connected to the real {realProvider}.
            <br />
            Use your own phone.
          </p>
        </div>
      ) : (
        children
      )}
    </section>
  );
}
