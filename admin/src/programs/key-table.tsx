import { Button, Group, Table, Text } from '@mantine/core';
import type { PanelKey } from '../api/programs.js';
import { whenWords } from '../shell/words.js';
import { scopeWords } from './scopes.js';
import '../scripts/list-page.css';

interface KeyTableProps {
  readonly keys: readonly PanelKey[];
  readonly onReplace: (key: PanelKey) => void;
  readonly onEnd: (key: PanelKey) => void;
}

/** Everything about the keys but their secrets, which nobody has any more. */
export function KeyTable({ keys, ...acts }: KeyTableProps) {
  return (
    <Table className="scripts" aria-label="Keys" layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="34%">For</Table.Th>
          <Table.Th w="14%">May</Table.Th>
          <Table.Th w="14%">Made</Table.Th>
          <Table.Th w="14%">Last used</Table.Th>
          <Table.Th>
            <span className="unseen">What can be done</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map((key) => (
          <KeyRow key={key.id} of={key} {...acts} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function KeyRow({ of: key, onReplace, onEnd }: { of: PanelKey } & Omit<KeyTableProps, 'keys'>) {
  const { name, scope, prefix, createdAtUtc, lastUsedAtUtc, oldUntilUtc } = key;
  return (
    <Table.Tr>
      <Table.Td data-label="For">
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        <Text size="sm" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {prefix}…
        </Text>
        {oldUntilUtc !== null && (
          <Text size="sm" c="dimmed">
            Replaced; the old one works until {whenWords(oldUntilUtc)}
          </Text>
        )}
      </Table.Td>
      <Table.Td data-label="May">
        <Text size="sm">{scopeWords(scope)}</Text>
      </Table.Td>
      <Table.Td data-label="Made">
        <Text size="sm">{whenWords(createdAtUtc)}</Text>
      </Table.Td>
      <Table.Td data-label="Last used">
        <Text size="sm" {...(lastUsedAtUtc === null ? { c: 'dimmed' } : {})}>
          {lastUsedAtUtc === null ? 'Never' : whenWords(lastUsedAtUtc)}
        </Text>
      </Table.Td>
      <Table.Td data-label="">
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <Button variant="default" size="compact-sm" aria-label={`Replace ${name}`} onClick={() => onReplace(key)}>
            Replace
          </Button>
          <Button variant="subtle" size="compact-sm" color="red" aria-label={`End ${name}`} onClick={() => onEnd(key)}>
            End
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
