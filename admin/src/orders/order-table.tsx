import { Table, Text, Title, UnstyledButton } from '@mantine/core';
import { useId } from 'react';
import { formatMoney, formatWhen } from '../../../src/messaging/format.js';
import type { OrderRow } from '../api/orders.js';
import '../scripts/list-page.css';
import { StandingBadge } from './standing.js';

interface OrderTableProps {
  readonly title: string;
  readonly rows: readonly OrderRow[];
  readonly zone: string;
  readonly onOpen: (id: string) => void;
  /** Said where there are none. */
  readonly empty?: string;
}

/** One order a row. */
export function OrderTable({ title, rows, zone, onOpen, empty }: OrderTableProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title id={id} order={2} size="h4" mb="xs">
        {title}
      </Title>
      {rows.length === 0 ? (
        <Text c="dimmed" role="status">
          {empty}
        </Text>
      ) : (
        <Table className="scripts" aria-labelledby={id} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="16%">Number</Table.Th>
              <Table.Th>What</Table.Th>
              <Table.Th w="18%">Customer</Table.Th>
              <Table.Th w="22%">Status</Table.Th>
              <Table.Th w="16%">Made</Table.Th>
              <Table.Th w="10%">Total</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Row key={row.id} row={row} zone={zone} onOpen={onOpen} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
}

function Row({ row, zone, onOpen }: Pick<OrderTableProps, 'zone' | 'onOpen'> & { row: OrderRow }) {
  const { id, number, title, customerName, personName, startsAtUtc, status, place, total, createdAtUtc } = row;
  return (
    <Table.Tr data-order={id}>
      <Table.Td data-label="Number">
        <UnstyledButton className="order-number" onClick={() => onOpen(id)}>
          {number ?? customerName}
        </UnstyledButton>
      </Table.Td>
      <Table.Td data-label="What">
        <div>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Text>
          {personName !== null && (
            <Text size="sm" c="dimmed">
              {startsAtUtc === null ? personName : `${personName}, ${formatWhen(startsAtUtc, zone, 'en')}`}
            </Text>
          )}
        </div>
      </Table.Td>
      <Table.Td data-label="Customer">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {customerName}
        </Text>
      </Table.Td>
      <Table.Td data-label="Status">
        <div>
          <StandingBadge status={status} />
          {place !== null && (
            <Text size="sm" c="dimmed">
              {placeWords(place, startsAtUtc !== null)}
            </Text>
          )}
        </div>
      </Table.Td>
      <Table.Td data-label="Made">
        <Text size="sm">{formatWhen(createdAtUtc, zone, 'en')}</Text>
      </Table.Td>
      <Table.Td data-label="Total">
        <Text size="sm">{total === null ? '–' : formatMoney(total, 'en')}</Text>
      </Table.Td>
    </Table.Tr>
  );
}

const ORDINALS = new Intl.PluralRules('en', { type: 'ordinal' });
const ENDINGS: Readonly<Record<Intl.LDMLPluralRule, string>> = {
  ...{ one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' },
};

function placeWords(place: number, isVisit: boolean): string {
  const nth = `${place}${ENDINGS[ORDINALS.select(place)]}`;
  return isVisit ? `${nth} of today` : `${nth} in the queue`;
}
