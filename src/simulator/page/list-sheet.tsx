import { useEffect, useRef, type ReactNode } from 'react';
import type { Button } from '../page-state.js';
import { Icon } from './icons.js';

/** WhatsApp's list of rows, risen from the lower edge of the phone. */
export function ListSheet(props: {
  readonly list: { readonly title: string; readonly rows: readonly Button[] };
  readonly onChoose: (row: Button) => void;
  readonly onClose: () => void;
}): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector<HTMLElement>('.rows button')?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <div
      className="list-sheet"
      role="dialog"
      aria-label={props.list.title}
      ref={box}
      onKeyDown={({ key }) => {
        if (key === 'Escape') props.onClose();
      }}
    >
      <header>
        <b>{props.list.title}</b>
        <button type="button" aria-label="Close the list" onClick={props.onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="rows">
        {props.list.rows.map((row) => (
          <button key={row.id} type="button" onClick={() => props.onChoose(row)}>
            {row.title}
            {row.description ? <small>{row.description}</small> : null}
          </button>
        ))}
      </div>
    </div>
  );
}
