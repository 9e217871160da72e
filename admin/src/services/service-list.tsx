import { Badge, Group, Text, UnstyledButton } from '@mantine/core';
import { formatMoney } from '../../../src/messaging/format.js';
import { useOrderServices, type ManagedService, type ServicesAnswer } from '../api/services.js';
import { OrderedList } from '../shell/ordered-list.js';
import { sayOrderFailed } from '../shell/notices.js';

interface ServiceListProps {
  readonly answer: ServicesAnswer;
  readonly onOpen: (service: ManagedService) => void;
}

/** The services in their order. */
export function ServiceList({ answer, onOpen }: ServiceListProps) {
  const { shop, services } = answer;
  const order = useOrderServices(shop.id);
  return (
    <OrderedList
      label={`Services of ${shop.name}`}
      items={services}
      onOrder={(ids) => order.mutate(ids, { onError: sayOrderFailed })}
    >
      {(service) => <ServiceWords service={service} answer={answer} onOpen={onOpen} />}
    </OrderedList>
  );
}

function ServiceWords({ service, answer, onOpen }: ServiceListProps & { service: ManagedService }) {
  const { shop, people } = answer;
  const { name, category, durationMin, priceMinor, personIds, active, bookable, capacity } = service;
  const price = formatMoney({ amountMinor: priceMinor, currency: shop.currency }, 'en');
  const doers = people.filter(({ id }) => personIds.includes(id)).map((one) => one.name);
  const facts = [
    `${durationMin} min`,
    price,
    ...(capacity > 1 ? [`${capacity} places`] : []),
    ...(category === null ? [] : [category]),
  ];
  return (
    <div className="ordered-words">
      <Group gap="xs">
        <UnstyledButton className="ordered-name" onClick={() => onOpen(service)}>
          {name}
        </UnstyledButton>
        {!active && (
          <Badge color="gray" variant="light" tt="none" className="badge-off">
            Switched off
          </Badge>
        )}
        {active && !bookable && (
          <Badge color="yellow" variant="light" tt="none" className="badge-reason">
            Not bookable
          </Badge>
        )}
        {active && bookable && doers.length === 0 && (
          <Badge color="yellow" variant="light" tt="none" className="badge-reason">
            Nobody does it
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {facts.join(' · ')}
        {doers.length > 0 && <> · {doers.join(', ')}</>}
      </Text>
    </div>
  );
}
