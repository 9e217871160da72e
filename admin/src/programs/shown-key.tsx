import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import type { ShownKey } from '../api/programs.js';
import { whenWords } from '../shell/words.js';

/** The one time a key's text is on a screen. Only its button closes it: a click beside it would lose the text. */
export function ShownKeyDialog({ shown, onClose }: { shown: ShownKey | null; onClose: () => void }) {
  return (
    <Modal
      opened={shown !== null}
      onClose={onClose}
      title="Copy the key now"
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      {shown && (
        <Stack>
          <Text>
            This is the only time it is shown. Keep it like a password
            {shown.key.oldUntilUtc === null ? '.' : `; the old one works until ${whenWords(shown.key.oldUntilUtc)}.`}
          </Text>
          <Code block aria-label="The key" tabIndex={0} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {shown.text}
          </Code>
          <Group justify="flex-end">
            <CopyButton value={shown.text}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              )}
            </CopyButton>
            <Button onClick={onClose}>I have it</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
