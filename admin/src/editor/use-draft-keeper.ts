import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { saveDraft, type DraftAnswer } from '../api/scripts.js';
import { createDraftKeeper, type DraftKeeper, type DraftView } from './draft-keeper.js';

/** The draft as it is being written. Also saved when the server is back and when the page is left. */
export function useDraftKeeper(draft: DraftAnswer): { keeper: DraftKeeper; view: DraftView } {
  const { scriptId } = draft;
  const keeper = useMemo(
    () =>
      createDraftKeeper({
        scriptId,
        began: draft,
        save: (text, began) => saveDraft(scriptId, text, began),
        storage: window.localStorage,
        nowUtc: Date.now,
      }),
    // A later answer about the same script is no reason to forget what is being written.
    [scriptId],
  );
  useEffect(() => {
    const again = (): void => void keeper.saveNow();
    const leaving = (): void => {
      if (document.visibilityState === 'hidden') again();
    };
    window.addEventListener('online', again);
    document.addEventListener('visibilitychange', leaving);
    return () => {
      window.removeEventListener('online', again);
      document.removeEventListener('visibilitychange', leaving);
      again();
    };
  }, [keeper]);
  return { keeper, view: useSyncExternalStore(keeper.subscribe, keeper.view) };
}
