import { Anchor, Badge, Group, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useState } from 'react';
import { Link } from 'react-router';
import { useCheck, useScripts, type ScriptSummary } from '../api/scripts.js';
import { useSession } from '../api/session.js';
import { Failed } from '../shell/failed.js';
import { PageTitle } from '../shell/shell.js';
import { authorWords, countWords, languageWords, whenWords } from '../shell/words.js';
import { ScriptBadge } from './script-badge.js';
import './list-page.css';

const KINDS = [
  { kind: 'script', title: 'Conversations', about: 'What people come for.' },
  { kind: 'repair', title: 'Repairs', about: 'What is said when a talk leaves its path.' },
  { kind: 'phrases', title: 'Words', about: 'What every conversation says in the same way.' },
] as const;
/** From here on nobody finds a name by looking. */
const SEARCH_FROM = 8;

export function ListPage() {
  const scripts = useScripts();
  const [wanted, setWanted] = useState('');
  useDocumentTitle('Conversations · Parley');
  return (
    <>
      <PageTitle below="What is said to people, and what happens then. Times are in your own zone.">
        Conversations
      </PageTitle>
      {scripts.isError ? (
        <Failed error={scripts.error} onRetry={() => void scripts.refetch()} />
      ) : !scripts.data ? (
        <Stack aria-busy="true" aria-label="Loading">
          {[0, 1, 2, 3, 4].map((row) => (
            <Skeleton key={row} h={52} radius="md" />
          ))}
        </Stack>
      ) : scripts.data.length === 0 ? (
        <Text c="dimmed">
          No conversation is published yet. Those in the folder <code>flows</code> are published when Parley starts.
        </Text>
      ) : (
        <Stack gap="xl">
          {scripts.data.length >= SEARCH_FROM && (
            <TextInput
              type="search"
              aria-label="Find a conversation"
              placeholder="Find a conversation"
              maw={320}
              value={wanted}
              onChange={({ currentTarget }) => setWanted(currentTarget.value)}
            />
          )}
          <Found scripts={scripts.data.filter(({ id }) => id.includes(wanted.trim().toLowerCase()))} />
        </Stack>
      )}
    </>
  );
}

function Found({ scripts }: { scripts: readonly ScriptSummary[] }) {
  if (scripts.length === 0) return <Text c="dimmed">None has that in its name.</Text>;
  return KINDS.map(({ kind, title, about }) => {
    const rows = scripts.filter((one) => one.kind === kind);
    if (rows.length === 0) return null;
    return (
      <section key={kind} aria-labelledby={`kind-${kind}`}>
        {kind !== 'script' && (
          <>
            <Text id={`kind-${kind}`} component="h2" fw={600}>
              {title}
            </Text>
            <Text size="sm" c="dimmed" mb="xs">
              {about}
            </Text>
          </>
        )}
        <Table className="scripts" aria-label={title} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="24%">Name</Table.Th>
              <Table.Th w="34%">Published</Table.Th>
              <Table.Th w="12%">Languages</Table.Th>
              <Table.Th w="16%">Draft</Table.Th>
              <Table.Th>Problems</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((script) => (
              <ScriptRow key={script.id} script={script} />
            ))}
          </Table.Tbody>
        </Table>
      </section>
    );
  });
}

function ScriptRow({ script }: { script: ScriptSummary }) {
  const { id, current, languages, draft } = script;
  return (
    <Table.Tr>
      <Table.Td data-label="Name">
        <Group gap="xs">
          <Anchor component={Link} to={`/scripts/${id}`} fw={600} underline="hover">
            {id}
          </Anchor>
          <ScriptBadge badge={current.badge} />
        </Group>
      </Table.Td>
      <Table.Td data-label="Published">
        <Text size="sm">
          Version {current.version}, {whenWords(current.atUtc)}, {authorWords(current.author)}
        </Text>
        {current.note !== '' && (
          <Text size="sm" c="dimmed" lineClamp={1}>
            {current.note}
          </Text>
        )}
      </Table.Td>
      <Table.Td data-label="Languages">
        <Text size="sm" title={languages.map(languageWords).join(', ')}>
          {languages.join(', ')}
        </Text>
      </Table.Td>
      <Table.Td data-label="Draft">
        <DraftState draft={draft} />
      </Table.Td>
      <Table.Td data-label="Problems">
        <Problems script={script} />
      </Table.Td>
    </Table.Tr>
  );
}

function DraftState({ draft }: Pick<ScriptSummary, 'draft'>) {
  const session = useSession();
  if (!draft)
    return (
      <Text size="sm" c="dimmed">
        None
      </Text>
    );
  const isMine = session.data?.kind === 'in' && session.data.administrator.name === draft.author;
  return (
    <Text size="sm">
      Not published, by {isMine ? 'you' : draft.author}, {whenWords(draft.updatedAtUtc)}
    </Text>
  );
}

/** What is published has passed the gate; a draft is looked at. */
function Problems({ script: { id, draft, current } }: { script: ScriptSummary }) {
  // The draft is kept on the server: no text means its own. The revision makes a later one another question.
  const check = useCheck(id, draft ? { revision: draft.revision } : null, false);
  if (!draft) {
    const accepted = current.accepted.length;
    return (
      <Text size="sm" c="dimmed">
        {accepted === 0 ? 'None' : `None; ${accepted} accepted`}
      </Text>
    );
  }
  if (check.isPending) return <Skeleton h={16} w={72} aria-label="Looking" />;
  if (check.isError)
    return (
      <Text size="sm" c="dimmed">
        Not known
      </Text>
    );
  const { problems } = check.data;
  const blocks = problems.some(({ severity }) => severity === 'blocks');
  if (problems.length === 0) return <Text size="sm">None</Text>;
  return (
    <Badge
      color={blocks ? 'red' : 'yellow'}
      variant="light"
      tt="none"
      className={blocks ? 'badge-blocks' : 'badge-reason'}
    >
      {countWords(problems.length, 'problem')}
    </Badge>
  );
}
