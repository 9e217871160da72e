import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { whenWords } from '../shell/words.js';
import { CodeEditor } from './code-editor.js';
import type { DraftKeeper, DraftView } from './draft-keeper.js';
import { WordDiff } from './word-diff.js';

/**
 * Somebody else saved first. Nothing has been lost on either side: theirs is the draft, this text is kept as a copy by the
 * server; here it is decided what the draft is to be.
 */
export function StaleDialog({ keeper, view }: { keeper: DraftKeeper; view: DraftView }) {
  const { keeping, text, began } = view;
  const [isSideBySide, setSideBySide] = useState(false);
  const [mine, setMine] = useState<string | null>(null);
  if (keeping.kind !== 'stale') return null;
  const { theirs, merged } = keeping;
  const who = theirs.author ?? 'Somebody';
  const close = (act: () => void): void => {
    setSideBySide(false);
    setMine(null);
    act();
  };
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      size="min(1100px, 96vw)"
      title={`${who} saved this script at ${whenWords(theirs.updatedAtUtc ?? Date.now())}, before you`}
    >
      <Stack>
        <Text size="sm">Nothing is lost: your text is kept on the server as well. What shall the draft be?</Text>
        {isSideBySide ? (
          <div className="side-by-side">
            <section aria-label="Yours">
              <Text fw={600} size="sm" mb={4}>
                Yours, to be written on
              </Text>
              <CodeEditor text={mine ?? text} problems={[]} onChange={setMine} onSave={() => undefined} />
            </section>
            <section aria-label={`${who}'s`}>
              <Text fw={600} size="sm" mb={4}>
                {who}’s, to be read
              </Text>
              <CodeEditor
                text={theirs.text}
                problems={[]}
                isReadOnly
                onChange={() => undefined}
                onSave={() => undefined}
              />
            </section>
          </div>
        ) : (
          <div className="side-by-side">
            <section>
              <Text fw={600} size="sm" mb={4}>
                What {who} changed
              </Text>
              <WordDiff before={began.text} after={theirs.text} label={`What ${who} changed`} />
            </section>
            <section>
              <Text fw={600} size="sm" mb={4}>
                What you changed
              </Text>
              <WordDiff before={began.text} after={text} label="What you changed" />
            </section>
          </div>
        )}
        <Group gap="xs">
          {merged !== null && !isSideBySide && (
            <Button onClick={() => close(() => keeper.putOnTop(merged))}>Keep both changes</Button>
          )}
          <Button
            variant={merged === null || isSideBySide ? 'filled' : 'default'}
            onClick={() => close(() => keeper.putOnTop(mine ?? text))}
          >
            Keep mine on top
          </Button>
          <Button variant="default" onClick={() => close(() => keeper.takeTheirs())}>
            Take {who}’s
          </Button>
          {!isSideBySide && (
            <Button variant="default" onClick={() => setSideBySide(true)}>
              Open both
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
