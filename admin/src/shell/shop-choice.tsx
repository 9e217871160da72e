import { Select } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { useShops } from '../api/services.js';

/** Which shop a page is about: the address says it, so that a link leads to the same one. Null until it is known. */
export function useShopChoice() {
  const [search, setSearch] = useSearchParams();
  const shops = useShops();
  const shopId = search.get('shop') ?? shops.data?.[0]?.id ?? null;
  return { shops, shopId, choose: (id: string) => setSearch({ shop: id }, { replace: true }) };
}

/** Nothing where there is one shop only. */
export function ShopChoice({ shops, shopId, choose }: ReturnType<typeof useShopChoice>) {
  if (!shops.data || shops.data.length < 2) return null;
  return (
    <Select
      label="Shop"
      maw={320}
      data={shops.data.map(({ id, name }) => ({ value: id, label: name }))}
      value={shopId}
      allowDeselect={false}
      onChange={(id) => id !== null && choose(id)}
    />
  );
}
