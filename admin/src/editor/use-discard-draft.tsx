import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useDiscard } from '../api/scripts.js';
import type { DraftKeeper } from './draft-keeper.js';

const DISCARDED = 'draft-discarded';
const UNDO_MS = 20_000;

/** Back to what is published: at once and without a question, because it can be undone. */
export function useDiscardDraft(id: string, keeper: DraftKeeper, onDone: () => Promise<void>) {
  const discard = useDiscard(id);

  async function discarded(text: string): Promise<void> {
    await onDone();
    const bringBack = (): void => {
      notifications.hide(DISCARDED);
      keeper.write(text);
    };
    notifications.show({
      id: DISCARDED,
      title: 'The draft is discarded',
      message: (
        <Button variant="default" size="compact-sm" mt={4} onClick={bringBack}>
          Bring it back
        </Button>
      ),
      autoClose: UNDO_MS,
    });
  }

  async function start(): Promise<void> {
    const { text } = keeper.view();
    await keeper.saveNow();
    discard.mutate(keeper.view().began.revision, {
      onSuccess: () => void discarded(text),
      onError: (error) => notifications.show({ title: error.message, message: 'Nothing was changed.', color: 'red' }),
    });
  }

  return { start: () => void start(), isPending: discard.isPending };
}
