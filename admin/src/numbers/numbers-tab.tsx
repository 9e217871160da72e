import { Button, Group, Menu, Progress, Select, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { CUSTOMER_CHANNELS } from '../../../src/messaging/message.js';
import { useFunnel, useUnmatched, type Funnel, type InsightFilter, type Unmatched } from '../api/insights.js';
import { useVersions, type ScriptSummary } from '../api/scripts.js';
import { Failed } from '../shell/failed.js';
import { languageWords } from '../shell/words.js';
import { optionsOf, withSynonym } from './synonyms.js';

interface NumbersTabProps {
  readonly summary: ScriptSummary;
  readonly text: string;
  readonly onWrite: (text: string) => void;
}

/** Where people get on, where they leave, and what they said that was not understood. */
export function NumbersTab({ summary, text, onWrite }: NumbersTabProps) {
  const [filter, setFilter] = useState<InsightFilter>({});
  const funnel = useFunnel(summary.id, filter);
  const unmatched = useUnmatched(summary.id, filter);
  return (
    <Stack gap="lg">
      <Filters summary={summary} filter={filter} onFilter={setFilter} />
      <section aria-labelledby="funnel">
        <Title id="funnel" order={2} size="h4" mb="xs">
          Step by step
        </Title>
        {funnel.isError ? (
          <Failed error={funnel.error} onRetry={() => void funnel.refetch()} />
        ) : funnel.data ? (
          <FunnelTable funnel={funnel.data} text={text} />
        ) : (
          <Skeleton h={160} radius="md" aria-label="Loading" />
        )}
      </section>
      <section aria-labelledby="unmatched">
        <Title id="unmatched" order={2} size="h4" mb="xs">
          Not understood
        </Title>
        {unmatched.isError ? (
          <Failed error={unmatched.error} onRetry={() => void unmatched.refetch()} />
        ) : unmatched.data ? (
          <UnmatchedTable rows={unmatched.data} text={text} onWrite={onWrite} />
        ) : (
          <Skeleton h={160} radius="md" aria-label="Loading" />
        )}
      </section>
    </Stack>
  );
}

interface FiltersProps {
  readonly summary: ScriptSummary;
  readonly filter: InsightFilter;
  readonly onFilter: (filter: InsightFilter) => void;
}

const CHANNEL_NAMES = { sms: 'SMS', whatsapp: 'WhatsApp', telegram: 'Telegram', webchat: 'Web chat' } as const;

function Filters({ summary, filter, onFilter }: FiltersProps) {
  const versions = useVersions(summary.id, true);
  const { channel: _channel, ...noChannel } = filter;
  const { version: _version, ...noVersion } = filter;
  const { language: _language, ...noLanguage } = filter;
  return (
    <Group gap="sm">
      <Select
        label="Channel"
        placeholder="All"
        w={150}
        clearable
        data={CUSTOMER_CHANNELS.map((value) => ({ value, label: CHANNEL_NAMES[value] }))}
        value={filter.channel ?? null}
        onChange={(channel) => onFilter(channel ? { ...filter, channel: channel } : noChannel)}
      />
      <Select
        label="Version"
        placeholder="All"
        w={150}
        clearable
        data={(versions.data ?? []).map(({ version }) => ({ value: String(version), label: `Version ${version}` }))}
        value={filter.version === undefined ? null : String(filter.version)}
        onChange={(version) => onFilter(version ? { ...filter, version: Number(version) } : noVersion)}
      />
      <Select
        label="Language"
        placeholder="All"
        w={150}
        clearable
        data={summary.languages.map((value) => ({ value, label: languageWords(value) }))}
        value={filter.language ?? null}
        onChange={(language) => onFilter(language ? { ...filter, language } : noLanguage)}
      />
    </Group>
  );
}

/** In the order of the script, as it is read. */
function FunnelTable({ funnel, text }: { funnel: Funnel; text: string }) {
  if (funnel.steps.length === 0)
    return <Text c="dimmed">Nobody has been through it yet. Each step a person takes is counted here.</Text>;
  const place = new Map([...text.matchAll(/^ {2}([a-z][A-Za-z0-9-]*):/gm)].map(([, id], index) => [id!, index]));
  const placeOf = (block: string): number => place.get(block) ?? Infinity;
  const steps = [...funnel.steps].sort((one, other) => placeOf(one.block) - placeOf(other.block));
  const most = Math.max(...steps.map(({ entered }) => entered));
  return (
    <Table.ScrollContainer minWidth={620} scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': 'Steps' } }}>
      <Table aria-label="Steps">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Question</Table.Th>
            <Table.Th w="30%">Came</Table.Th>
            <Table.Th>Answered</Table.Th>
            <Table.Th>Left without</Table.Th>
            <Table.Th>Not understood</Table.Th>
            <Table.Th>Seconds</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {steps.map(({ block, entered, answered, droppedOff, unmatched, seconds, prompted }) => (
            <Table.Tr key={block}>
              <Table.Td>{block}</Table.Td>
              <Table.Td>
                <Group gap="xs" wrap="nowrap">
                  <Progress value={(entered / most) * 100} style={{ flex: 1 }} aria-label={`${block}: came`} />
                  <Text size="sm" w={40} ta="end">
                    {entered}
                  </Text>
                </Group>
              </Table.Td>
              <Table.Td>{prompted === 0 ? '–' : answered}</Table.Td>
              <Table.Td>{prompted === 0 ? '–' : droppedOff}</Table.Td>
              <Table.Td>{unmatched}</Table.Td>
              <Table.Td>{answered === 0 ? '–' : Math.round(seconds)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

interface UnmatchedTableProps extends Pick<NumbersTabProps, 'text' | 'onWrite'> {
  readonly rows: readonly Unmatched[];
}

function UnmatchedTable({ rows, text, onWrite }: UnmatchedTableProps) {
  if (rows.length === 0) return <Text c="dimmed">Everything was understood.</Text>;
  return (
    <Table.ScrollContainer
      minWidth={520}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': 'Not understood' } }}
    >
      <Table aria-label="Not understood">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>They said</Table.Th>
            <Table.Th>At</Table.Th>
            <Table.Th>Language</Table.Th>
            <Table.Th>Times</Table.Th>
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={`${row.block} ${row.language} ${row.words}`}>
              <Table.Td>“{row.words}”</Table.Td>
              <Table.Td>{row.block}</Table.Td>
              <Table.Td>{languageWords(row.language)}</Table.Td>
              <Table.Td>{row.times}</Table.Td>
              <Table.Td>
                <AddSynonym row={row} text={text} onWrite={onWrite} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function AddSynonym({ row, text, onWrite }: { row: Unmatched } & Pick<NumbersTabProps, 'text' | 'onWrite'>) {
  const { block, language, words } = row;
  const options = optionsOf(text, block, language);
  if (options.length === 0) return null;
  const add = (option: string): void => {
    const written = withSynonym(text, { block, option, language, words: words.toLowerCase() });
    if ('text' in written) onWrite(written.text);
    notifications.show(
      'text' in written
        ? { title: `“${words}” now answers “${option}”`, message: 'In the draft. Publish it to make it so.' }
        : { title: 'It could not be added', message: written.says, color: 'red' },
    );
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="compact-sm" aria-label={`Add “${words}” as a synonym`}>
          Add as synonym
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>It means</Menu.Label>
        {options.map(({ id, label }) => (
          <Menu.Item key={id} onClick={() => add(id)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
