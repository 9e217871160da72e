import { Skeleton, Stack } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useParams } from 'react-router';
import { useDraft, useScripts } from '../api/scripts.js';
import { Failed } from '../shell/failed.js';
import { Workbench } from './workbench.js';

/** `/scripts/:id`: one script, written on the left and tried on the right. */
export function EditorPage() {
  const { id = '' } = useParams();
  const draft = useDraft(id);
  const list = useScripts();
  useDocumentTitle(`${id} · Parley`);
  if (draft.isError) return <Failed error={draft.error} onRetry={() => void draft.refetch()} />;
  if (list.isError) return <Failed error={list.error} onRetry={() => void list.refetch()} />;
  const summary = list.data?.find((one) => one.id === id);
  if (!draft.data || !summary) {
    return (
      <Stack aria-busy="true" aria-label="Loading">
        <Skeleton h={36} w={260} />
        <Skeleton h="60vh" radius="lg" />
      </Stack>
    );
  }
  return <Workbench key={id} draft={draft.data} summary={summary} onAnew={() => draft.refetch()} />;
}
