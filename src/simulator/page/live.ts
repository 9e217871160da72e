import { useEffect, useReducer } from 'react';
import { applyChange, type Change, type PageState, type Pulse } from '../page-state.js';

export interface Live {
  readonly state: PageState | null;
  readonly pulse: Pulse | null;
  /** The server is not reached; what is shown is what was known. */
  readonly isLost: boolean;
}

type News =
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'pulse'; readonly pulse: Pulse }
  | { readonly kind: 'link'; readonly isLost: boolean };

const RETRY_MS = 2_000;

/** The page's state as the server tells it. A connection that drops is taken up where it was left. */
export function useLive(): Live {
  const [live, tell] = useReducer(next, { state: null, pulse: null, isLost: false });
  useEffect(() => {
    let source: EventSource;
    let timer: number | undefined;
    const open = (): void => {
      source = new EventSource('/simulator/events');
      source.onopen = () => tell({ kind: 'link', isLost: false });
      source.onmessage = ({ data }) => tell({ kind: 'change', change: JSON.parse(data as string) as Change });
      source.addEventListener('pulse', ({ data }) =>
        tell({ kind: 'pulse', pulse: JSON.parse(data as string) as Pulse }),
      );
      source.onerror = () => {
        tell({ kind: 'link', isLost: true });
        // The browser tries again by itself unless it was refused, e.g. by a server that is just starting.
        if (source.readyState === EventSource.CLOSED) timer = window.setTimeout(open, RETRY_MS);
      };
    };
    open();
    return () => {
      window.clearTimeout(timer);
      source.close();
    };
  }, []);
  return live;
}

function next(live: Live, news: News): Live {
  switch (news.kind) {
    case 'pulse':
      return { ...live, pulse: news.pulse };
    case 'link':
      return { ...live, isLost: news.isLost };
    case 'change': {
      const { change } = news;
      if (change.kind === 'fresh') return { ...live, state: change.state };
      return live.state ? { ...live, state: applyChange(live.state, change) } : live;
    }
  }
}
