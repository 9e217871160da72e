import { Button, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useServices, useShops, type ManagedService, type ServicesAnswer } from '../api/services.js';
import { Failed } from '../shell/failed.js';
import { PageTitle } from '../shell/shell.js';
import { ServiceDrawer } from './service-drawer.js';
import { ServiceList } from './service-list.js';
import './services.css';

type Open = ManagedService | 'new' | null;

/** What a shop offers: the list in the order chats count in, and a drawer for one of them. */
export function ServicesPage() {
  useDocumentTitle('Services · Parley');
  const [search, setSearch] = useSearchParams();
  const shops = useShops();
  const shopId = search.get('shop') ?? shops.data?.[0]?.id ?? null;
  const services = useServices(shopId);
  const [open, setOpen] = useState<Open>(null);
  const failed = [shops, services].find(({ isError }) => isError);
  return (
    <>
      <PageTitle
        below="The first is what customers choose with 1. What is booked already never changes."
        act={
          <Button disabled={!services.data} onClick={() => setOpen('new')}>
            Add a service
          </Button>
        }
      >
        Services
      </PageTitle>
      <Stack gap="lg">
        {shops.data && shops.data.length > 1 && (
          <Select
            label="Shop"
            maw={320}
            data={shops.data.map(({ id, name }) => ({ value: id, label: name }))}
            value={shopId}
            allowDeselect={false}
            onChange={(id) => id !== null && setSearch({ shop: id }, { replace: true })}
          />
        )}
        {failed?.error ? (
          <Failed error={failed.error} onRetry={() => void failed.refetch()} />
        ) : services.data && shopId !== null ? (
          <Offered answer={services.data} onOpen={setOpen} />
        ) : (
          <Stack aria-busy="true" aria-label="Loading">
            {[0, 1, 2].map((row) => (
              <Skeleton key={row} h={64} radius="md" />
            ))}
          </Stack>
        )}
      </Stack>
      {services.data && open !== null && (
        <ServiceDrawer
          key={open === 'new' ? 'new' : open.id}
          answer={services.data}
          service={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

function Offered({ answer, onOpen }: { answer: ServicesAnswer; onOpen: (service: Open) => void }) {
  if (answer.services.length === 0)
    return <Text c="dimmed">{answer.shop.name} offers nothing yet. Add a service and people can book it at once.</Text>;
  return <ServiceList answer={answer} onOpen={onOpen} />;
}
