import { Badge, Group, Image, Text, UnstyledButton } from '@mantine/core';
import { formatMoney } from '../../../src/messaging/format.js';
import { useOrderProducts, type ManagedProduct, type ProductsAnswer } from '../api/products.js';
import { sayOrderFailed } from '../shell/notices.js';
import { OrderedList } from '../shell/ordered-list.js';
import { isOurs } from '../shell/picture-field.js';

interface ProductListProps {
  readonly answer: ProductsAnswer;
  readonly onOpen: (product: ManagedProduct) => void;
}

/** The products in their order. */
export function ProductList({ answer, onOpen }: ProductListProps) {
  const { shop, products } = answer;
  const order = useOrderProducts(shop.id);
  return (
    <OrderedList
      label={`Products of ${shop.name}`}
      items={products}
      onOrder={(ids) => order.mutate(ids, { onError: sayOrderFailed })}
    >
      {(product) => <ProductWords product={product} currency={shop.currency} onOpen={onOpen} />}
    </OrderedList>
  );
}

interface ProductWordsProps {
  readonly product: ManagedProduct;
  readonly currency: string;
  readonly onOpen: (product: ManagedProduct) => void;
}

function ProductWords({ product, currency, onOpen }: ProductWordsProps) {
  const { name, kind, priceMinor, left, active, photoUrl } = product;
  const facts = [
    formatMoney({ amountMinor: priceMinor, currency }, 'en'),
    ...(left === null ? [] : [`${left} in stock`]),
    ...(kind === 'digital' ? ['Downloaded'] : []),
  ];
  return (
    <>
      {photoUrl !== null && isOurs(photoUrl) && (
        <Image src={photoUrl} alt="" w={64} h={40} radius="sm" fit="cover" visibleFrom="xs" />
      )}
      <div className="ordered-words">
        <Group gap="xs">
          <UnstyledButton className="ordered-name" onClick={() => onOpen(product)}>
            {name}
          </UnstyledButton>
          {!active && (
            <Badge color="gray" variant="light" tt="none" className="badge-off">
              Not for sale
            </Badge>
          )}
          {active && left === 0 && (
            <Badge color="yellow" variant="light" tt="none" className="badge-reason">
              Sold out
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {facts.join(' · ')}
        </Text>
      </div>
    </>
  );
}
