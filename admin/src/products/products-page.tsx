import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useState } from 'react';
import { useProducts, type ManagedProduct, type ProductsAnswer } from '../api/products.js';
import { Failed } from '../shell/failed.js';
import { PageTitle } from '../shell/shell.js';
import { ShopChoice, useShopChoice } from '../shell/shop-choice.js';
import { ProductDrawer } from './product-drawer.js';
import { ProductList } from './product-list.js';

type Open = ManagedProduct | 'new' | null;

/** What a shop sells: the list in the order chats count in, and a drawer for one of them. */
export function ProductsPage() {
  useDocumentTitle('Products · Parley');
  const choice = useShopChoice();
  const { shops, shopId } = choice;
  const products = useProducts(shopId);
  const [open, setOpen] = useState<Open>(null);
  const failed = [shops, products].find(({ isError }) => isError);
  return (
    <>
      <PageTitle
        below="The first is what customers choose with 1. What is sold out takes no number."
        act={
          <Button disabled={!products.data} onClick={() => setOpen('new')}>
            Add a product
          </Button>
        }
      >
        Products
      </PageTitle>
      <Stack gap="lg">
        <ShopChoice {...choice} />
        {failed?.error ? (
          <Failed error={failed.error} onRetry={() => void failed.refetch()} />
        ) : products.data ? (
          <Sold answer={products.data} onOpen={setOpen} />
        ) : (
          <Stack aria-busy="true" aria-label="Loading">
            {[0, 1, 2].map((row) => (
              <Skeleton key={row} h={64} radius="md" />
            ))}
          </Stack>
        )}
      </Stack>
      {products.data && open !== null && (
        <ProductDrawer
          key={open === 'new' ? 'new' : open.id}
          answer={products.data}
          product={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

function Sold({ answer, onOpen }: { answer: ProductsAnswer; onOpen: (product: Open) => void }) {
  if (answer.products.length === 0)
    return <Text c="dimmed">{answer.shop.name} sells nothing yet. Add a product and people can buy it at once.</Text>;
  return <ProductList answer={answer} onOpen={onOpen} />;
}
