import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

type Dialog = 'publish' | 'versions';

export interface Address {
  readonly tab: 'script' | 'numbers';
  readonly dialog: Dialog | null;
  /** Both at once: what is left out is closed, or the first tab. */
  readonly go: (to: { readonly tab?: 'numbers'; readonly dialog?: Dialog }) => void;
}

/** What is open has an address, so that the palette and a link lead there. */
export function useAddress(): Address {
  const [address, setAddress] = useSearchParams();
  const dialog = address.get('open');
  const go = useCallback<Address['go']>(
    ({ tab, dialog: open }) => setAddress({ ...(tab ? { tab } : {}), ...(open ? { open } : {}) }, { replace: true }),
    [setAddress],
  );
  return {
    tab: address.get('tab') === 'numbers' ? 'numbers' : 'script',
    dialog: dialog === 'publish' || dialog === 'versions' ? dialog : null,
    go,
  };
}
