import { Text, TextInput } from '@mantine/core';
import type { CheckAnswer } from '../api/scripts.js';
import { countWords } from '../shell/words.js';

type Chat = CheckAnswer['chats'][number];

interface ChatsProps {
  readonly chats: readonly Chat[];
  readonly reason: string;
  readonly onReason: (reason: string) => void;
}

/** How the recorded chats went with this text. One reason speaks for all that go another way. */
export function Chats({ chats, reason, onReason }: ChatsProps) {
  if (chats.length === 0)
    return (
      <Text size="sm" c="dimmed">
        They are played once nothing blocks.
      </Text>
    );
  const of = (result: Chat['result']): readonly Chat[] => chats.filter((chat) => chat.result === result);
  const [passed, partly, failed] = [of('passed'), of('partly'), of('failed')];
  return (
    <>
      <Text size="sm">
        {failed.length === 0 && '✔ '}
        {passed.length} of {countWords(chats.length, 'chat')} went as recorded
        {partly.length > 0 && `, ${partly.length} up to something only the real house can do`}
        {failed.length > 0 && `, ${failed.length} went another way`}.
      </Text>
      {failed.map(({ file, title, at }) => (
        <div key={file} className="chat-failed">
          <Text size="sm" fw={600}>
            {withoutRows(title)}
          </Text>
          {at && (
            <Text size="sm">
              Line {at.line} expected “{at.missing}” and heard “{at.heard.join(' / ') || 'nothing'}”.
            </Text>
          )}
        </div>
      ))}
      {failed.length > 0 && (
        <TextInput
          size="sm"
          mt="xs"
          label="Why they should now go another way"
          maxLength={500}
          value={reason}
          onChange={({ currentTarget }) => onReason(currentTarget.value)}
        />
      )}
    </>
  );
}

/** Titles name the requirements they prove; a reader of the panel has no use for the numbers. */
function withoutRows(title: string): string {
  return title.replace(/\s*\[[^\]]*\]/g, '');
}
