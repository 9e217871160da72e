import { Alert, Button, Group, Text } from '@mantine/core';
import { countWords, whenWords } from '../shell/words.js';
import type { DraftKeeper, DraftView, Keeping } from './draft-keeper.js';

/** Where what is being written is kept just now. */
export function KeepingLine({ view, version }: { view: DraftView; version: number }) {
  const { keeping } = view;
  return (
    <Text size="sm" c={keeping.kind === 'away' || keeping.kind === 'refused' ? undefined : 'dimmed'} role="status">
      {wordsOf(keeping, version, view.text === view.began.text)}
    </Text>
  );
}

/** @param isKept nothing was written since: words on their way to the server are not called saved. */
function wordsOf(keeping: Keeping, version: number, isKept: boolean): string {
  if (!isKept && (keeping.kind === 'untouched' || keeping.kind === 'saved')) return 'Saving…';
  switch (keeping.kind) {
    case 'untouched':
      return `As published, version ${version}`;
    case 'saving':
      return 'Saving…';
    case 'saved':
      return `Saved ${whenWords(keeping.atUtc)}`;
    case 'away':
      return 'Not saved: server away, kept here';
    case 'refused':
      return `Not saved, kept here: ${keeping.why}`;
    case 'stale':
      return 'Not saved: somebody else was quicker';
  }
}

/** Words of an earlier visit that never reached the server, offered back. */
export function KeptHere({ keeper, kept }: { keeper: DraftKeeper; kept: DraftView['kept'] }) {
  if (!kept) return null;
  return (
    <Alert
      color="blue"
      variant="light"
      mb="md"
      title={`What you wrote at ${whenWords(kept.atUtc)} never reached the server`}
    >
      <Group gap="xs">
        <Button size="compact-md" onClick={() => keeper.bringBack()}>
          Bring it back
        </Button>
        <Button size="compact-md" variant="default" onClick={() => keeper.leaveKept()}>
          Forget it ({countWords(kept.text.split('\n').length, 'line')})
        </Button>
      </Group>
    </Alert>
  );
}
