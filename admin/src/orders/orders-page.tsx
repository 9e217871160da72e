import { Button, SegmentedControl, Select, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue, useDocumentTitle } from '@mantine/hooks';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useOrders, type OrderPart } from '../api/orders.js';
import { Failed } from '../shell/failed.js';
import { PageTitle } from '../shell/shell.js';
import { ShopChoice, useShopChoice } from '../shell/shop-choice.js';
import { OrderDrawer } from './order-drawer.js';
import { OrderTable } from './order-table.js';
import './orders.css';

const PARTS = [
  { value: 'products', label: 'Products' },
  { value: 'services', label: 'Services' },
];
const TYPING_MS = 250;

/** What was bought and what was booked, latest first, and a drawer for one of them. */
export function OrdersPage() {
  useDocumentTitle('Orders · Parley');
  const choice = useShopChoice();
  const { shops, shopId } = choice;
  const [search, setSearch] = useSearchParams();
  const part: OrderPart = search.get('part') === 'services' ? 'services' : 'products';
  const [status, setStatus] = useState('');
  const [typed, setTyped] = useState('');
  const [wanted] = useDebouncedValue(typed.trim(), TYPING_MS);
  const [open, setOpen] = useState<string | null>(null);
  const orders = useOrders(shopId, { part, status, search: wanted });
  const pages = orders.data?.pages ?? [];
  const [first] = pages;
  const failed = [shops, orders].find(({ isError }) => isError);

  function show(next: string): void {
    setStatus('');
    setSearch((known) => new URLSearchParams({ ...Object.fromEntries(known), part: next }), { replace: true });
  }

  return (
    <>
      <PageTitle below="What was bought and what was booked. The customer hears of everything that is done here.">
        Orders
      </PageTitle>
      <Stack gap="lg">
        <ShopChoice {...choice} />
        <div className="order-find">
          <SegmentedControl data={PARTS} value={part} onChange={show} aria-label="Which orders" />
          <Select
            aria-label="Status"
            placeholder="Any status"
            clearable
            clearButtonProps={{ 'aria-label': 'Any status' }}
            data={(first?.statuses ?? []).map(({ id, label }) => ({ value: id, label }))}
            value={status || null}
            onChange={(next) => setStatus(next ?? '')}
          />
          <TextInput
            type="search"
            aria-label="Find by number or name"
            placeholder="Number or name"
            maxLength={60}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </div>
        {failed?.error ? (
          <Failed error={failed.error} onRetry={() => void failed.refetch()} />
        ) : first ? (
          <>
            {first.queue.length > 0 && (
              <OrderTable title="In the queue now" rows={first.queue} zone={first.zone} onOpen={setOpen} />
            )}
            <OrderTable
              title={part === 'products' ? 'Products' : 'Services'}
              rows={pages.flatMap(({ rows }) => rows)}
              zone={first.zone}
              onOpen={setOpen}
              empty={emptyWords(part, status !== '' || wanted !== '')}
            />
            {orders.hasNextPage && (
              <div>
                <Button
                  variant="default"
                  loading={orders.isFetchingNextPage}
                  onClick={() => void orders.fetchNextPage()}
                >
                  Show older ones
                </Button>
              </div>
            )}
            <Text size="sm" c="dimmed">
              Times are those of {first.zone}.
            </Text>
          </>
        ) : (
          <Stack aria-busy="true" aria-label="Loading">
            {[0, 1, 2, 3].map((row) => (
              <Skeleton key={row} h={48} radius="md" />
            ))}
          </Stack>
        )}
      </Stack>
      {shopId !== null && open !== null && (
        <OrderDrawer key={open} shopId={shopId} id={open} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

function emptyWords(part: OrderPart, isFiltered: boolean): string {
  if (isFiltered) return 'None is like that. Look for another number or name, or at any status.';
  return part === 'products'
    ? 'Nothing was bought yet. Whatever customers buy in a chat stands here at once.'
    : 'Nothing was booked yet. Whatever customers book in a chat stands here at once.';
}
