import { useEffect, useRef, type ReactNode } from 'react';
import { Icon } from './icons.js';

/** Stripe's pay page, as a phone's browser would show it over the chat. */
export function PaySheet({ url, onClose }: { readonly url: string; readonly onClose: () => void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog className="pay-sheet" ref={dialog} onClose={onClose} aria-label="Stripe's pay page">
      <header>
        <b>Stripe</b>
        <span>{new URL(url).host}</span>
        <button type="button" aria-label="Close the pay page" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <iframe src={url} title="The pay page" />
    </dialog>
  );
}
