import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

type Dialog = 'publish' | 'versions';

type Tab = 'channels' | 'numbers';

export interface Address {
  readonly tab: 'script' | Tab;
  readonly dialog: Dialog | null;
  /** Both at once: what is left out is closed, or the first tab. */
  readonly go: (to: { readonly tab?: Tab; readonly dialog?: Dialog }) => void;
}

/** What is open has an address, so that the palette and a link lead there. */
export function useAddress(): Address {
  const [address, setAddress] = useSearchParams();
  const dialog = address.get('open');
  const go = useCallback<Address['go']>(
    ({ tab, dialog: open }) => setAddress({ ...(tab ? { tab } : {}), ...(open ? { open } : {}) }, { replace: true }),
    [setAddress],
  );
  const tab = address.get('tab');
  return {
    tab: tab === 'numbers' || tab === 'channels' ? tab : 'script',
    dialog: dialog === 'publish' || dialog === 'versions' ? dialog : null,
    go,
  };
}
