import { useEffect, useRef, type CSSProperties, type ReactNode } from 'react';
import { formatClock } from '../../messaging/format.js';
import type { TraceView } from '../page-state.js';
import { Icon } from './icons.js';

export interface XRayProps {
  readonly traces: readonly TraceView[];
  /** Channel → whose phone it is. */
  readonly names: Readonly<Record<string, string>>;
  readonly zone: string;
  /** One phone's messages only, or everybody's. */
  readonly channel: string | null;
  readonly onChannel: (channel: string | null) => void;
  readonly chosenId: string | null;
  readonly onChoose: (traceId: string | null) => void;
  readonly onClose: () => void;
}

const SHOWN = 12;

/** The way of a message through the house: each station with its time, its database commands and its reason. */
export function XRay(props: XRayProps): ReactNode {
  const { names, channel } = props;
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    panel.current?.focus();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  const traces = props.traces.filter((trace) => channel === null || trace.channel === channel).slice(0, SHOWN);
  const shown = traces.find(({ id }) => id === props.chosenId) ?? traces[0];
  return (
    <aside
      className="xray"
      id="xray"
      aria-label="X-ray"
      tabIndex={-1}
      ref={panel}
      onKeyDown={({ key }) => {
        if (key === 'Escape') props.onClose();
      }}
    >
      <header>
        <h2>X-ray</h2>
        <button type="button" aria-label="Close the X-ray" onClick={props.onClose}>
          <Icon name="close" />
        </button>
      </header>
      <Whose names={names} channel={channel} onChannel={props.onChannel} />
      {shown ? (
        <>
          <Way trace={shown} who={names[shown.channel] ?? shown.channel} zone={props.zone} />
          <h3>Latest messages</h3>
          <ul className="xray-list">
            {traces.map((trace) => (
              <li key={trace.id}>
                <button type="button" aria-pressed={trace === shown} onClick={() => props.onChoose(trace.id)}>
                  <i className={`dot dot-${trace.channel}`} aria-hidden="true" />
                  <span>{names[trace.channel] ?? trace.channel}</span>
                  <span>{trace.stations.at(-1)?.name}</span>
                  <span className="ms">{msOf(trace)} ms</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p className="nothing">
          Send a message on any phone. Its way through the house appears here: every station with its milliseconds, its
          database commands, and why it was decided so.
        </p>
      )}
    </aside>
  );
}

function Whose({ names, channel, onChannel }: Pick<XRayProps, 'names' | 'channel' | 'onChannel'>): ReactNode {
  return (
    <div className="xray-who" role="group" aria-label="Whose messages">
      <button type="button" aria-pressed={channel === null} onClick={() => onChannel(null)}>
        All
      </button>
      {Object.entries(names).map(([id, name]) => (
        <button key={id} type="button" aria-pressed={channel === id} onClick={() => onChannel(id)}>
          {name}
        </button>
      ))}
    </div>
  );
}

function Way({
  trace,
  who,
  zone,
}: {
  readonly trace: TraceView;
  readonly who: string;
  readonly zone: string;
}): ReactNode {
  const totalMs = Math.max(0.1, trace.stations.at(-1)?.atMs ?? 0);
  const commands = trace.stations.flatMap((station) => station.commands);
  return (
    <section className="way">
      <p className="way-sum">
        <b>{who}</b> <span>{formatClock(trace.startedAtUtc, zone, 'en')}</span>
        <span>
          <b>{msOf(trace)}</b> ms
        </span>
        <span>
          <b>{commands.length}</b> database {commands.length === 1 ? 'command' : 'commands'}
        </span>
      </p>
      <ol>
        {trace.stations.map((station, index) => {
          const fromMs = trace.stations[index - 1]?.atMs ?? 0;
          return (
            <li key={index}>
              <b>{station.name}</b>
              <span className="ms">+{(station.atMs - fromMs).toFixed(1)} ms</span>
              <i className="bar" aria-hidden="true" style={barOf(fromMs / totalMs, station.atMs / totalMs)} />
              {station.detail ? <p>{station.detail}</p> : null}
              {station.commands.length > 0 ? (
                <p className="commands">
                  {station.commands.map((command, at) => (
                    <code key={at}>{command}</code>
                  ))}
                </p>
              ) : null}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function msOf({ stations }: TraceView): string {
  return (stations.at(-1)?.atMs ?? 0).toFixed(1);
}

/** Custom properties are styles too; React's types do not know them. */
function barOf(from: number, to: number): CSSProperties {
  return { '--from': from.toFixed(3), '--to': to.toFixed(3) } as CSSProperties;
}
