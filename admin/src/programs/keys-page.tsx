import { Alert, Anchor, Button, Skeleton, Stack, Text } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { useKeyActs, useKeys, type PanelKey, type ShownKey } from '../api/programs.js';
import { Failed } from '../shell/failed.js';
import { PageTitle } from '../shell/shell.js';
import { ShopChoice, useShopChoice } from '../shell/shop-choice.js';
import { KeyTable } from './key-table.js';
import { NewKey } from './new-key.js';
import { ShownKeyDialog } from './shown-key.js';

/** Which programs may speak for a shop. */
export function KeysPage() {
  useDocumentTitle('Programs · Parley');
  const choice = useShopChoice();
  const { shops, shopId } = choice;
  const keys = useKeys(shopId);
  const [isNew, setNew] = useState(false);
  const failed = [shops, keys].find(({ isError }) => isError);
  return (
    <>
      <PageTitle
        below={
          <>
            Your till, your website or a script of yours can book and read here with a key.{' '}
            <Anchor href="/api/v1/docs">What they can ask for</Anchor>
          </>
        }
        act={
          <Button disabled={!keys.data} onClick={() => setNew(true)}>
            Make a key
          </Button>
        }
      >
        Programs
      </PageTitle>
      <Stack gap="lg">
        <ShopChoice {...choice} />
        {failed?.error ? (
          <Failed error={failed.error} onRetry={() => void failed.refetch()} />
        ) : keys.data && shopId !== null ? (
          <Keys key={shopId} shopId={shopId} keys={keys.data} isNew={isNew} onNew={setNew} />
        ) : (
          <Stack aria-busy="true" aria-label="Loading">
            {[0, 1].map((row) => (
              <Skeleton key={row} h={56} radius="md" />
            ))}
          </Stack>
        )}
      </Stack>
    </>
  );
}

interface KeysProps {
  readonly shopId: string;
  readonly keys: readonly PanelKey[];
  readonly isNew: boolean;
  readonly onNew: (isNew: boolean) => void;
}

function Keys({ shopId, keys, isNew, onNew }: KeysProps) {
  const [shown, setShown] = useState<ShownKey | null>(null);
  const { replace, end } = useKeyActs(shopId);
  const failed = [replace, end].find(({ isError }) => isError);
  function askEnd(key: PanelKey): void {
    modals.openConfirmModal({
      title: `End “${key.name}”?`,
      children: <Text>Its program is refused from now on. This cannot be taken back; a new key can be made.</Text>,
      labels: { confirm: 'End it', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: () => end.mutate(key.id),
    });
  }
  return (
    <>
      {failed?.error && <Alert color="red" variant="light" role="alert" title={failed.error.message} />}
      {keys.length === 0 ? (
        <Text c="dimmed">No program has a key yet. Make one, and copy it when it is shown: it is shown once.</Text>
      ) : (
        <KeyTable
          keys={keys}
          onReplace={({ id }) => replace.mutate(id, { onSuccess: (made) => setShown(made) })}
          onEnd={askEnd}
        />
      )}
      <NewKey shopId={shopId} isOpen={isNew} onClose={() => onNew(false)} onMade={setShown} />
      <ShownKeyDialog shown={shown} onClose={() => setShown(null)} />
    </>
  );
}
