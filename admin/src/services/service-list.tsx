import { ActionIcon, Badge, Group, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRef, useState, type DragEvent } from 'react';
import { formatMoney } from '../../../src/messaging/format.js';
import { useOrderServices, type ManagedService, type ServicesAnswer } from '../api/services.js';

interface ServiceListProps {
  readonly answer: ServicesAnswer;
  readonly onOpen: (service: ManagedService) => void;
}

/** The services in their order. A row is dragged by its handle, or moved with its two buttons, which a keyboard reaches too. */
export function ServiceList({ answer, onOpen }: ServiceListProps) {
  const { shop, services } = answer;
  const order = useOrderServices(shop.id);
  const [dragged, setDragged] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const ids = services.map(({ id }) => id);

  function put(id: string, to: number): void {
    const from = ids.indexOf(id);
    if (to < 0 || to >= ids.length || to === from) return;
    const next = ids.filter((one) => one !== id);
    next.splice(to, 0, id);
    setSaid(`${services[from]?.name ?? ''} is number ${to + 1} of ${ids.length} now`);
    order.mutate(next, {
      onError: (error) => notifications.show({ color: 'red', title: 'The order is as it was', message: error.message }),
    });
  }

  /** The button that was pressed keeps the focus; at an end, where it is switched off, its neighbour takes it. */
  function step(id: string, by: -1 | 1): void {
    const to = ids.indexOf(id) + by;
    put(id, to);
    const isAtEnd = by === -1 ? to === 0 : to === ids.length - 1;
    const name = (by === -1) === isAtEnd ? 'down' : 'up';
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLButtonElement>(`[data-service="${id}"] [data-step="${name}"]`)?.focus(),
    );
  }

  return (
    <>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <ol className="services" ref={list} aria-label={`Services of ${shop.name}`}>
        {services.map((service, index) => (
          <li
            key={service.id}
            className="service"
            data-service={service.id}
            data-dragged={dragged === service.id || undefined}
            onDragOver={(event: DragEvent) => dragged !== null && event.preventDefault()}
            onDrop={(event: DragEvent) => {
              event.preventDefault();
              if (dragged !== null) put(dragged, index);
              setDragged(null);
            }}
          >
            <span
              className="service-handle"
              draggable
              aria-hidden
              onDragStart={(event: DragEvent) => {
                // Firefox begins no drag without data.
                event.dataTransfer.setData('text/plain', service.id);
                event.dataTransfer.effectAllowed = 'move';
                setDragged(service.id);
              }}
              onDragEnd={() => setDragged(null)}
            >
              ⠿
            </span>
            <span className="service-place">
              <VisuallyHidden>Number </VisuallyHidden>
              {index + 1}
            </span>
            <ServiceWords service={service} answer={answer} onOpen={onOpen} />
            <Group gap={4} wrap="nowrap">
              <ActionIcon
                variant="default"
                size="lg"
                data-step="up"
                aria-label={`Move ${service.name} up`}
                disabled={index === 0}
                onClick={() => step(service.id, -1)}
              >
                ↑
              </ActionIcon>
              <ActionIcon
                variant="default"
                size="lg"
                data-step="down"
                aria-label={`Move ${service.name} down`}
                disabled={index === services.length - 1}
                onClick={() => step(service.id, 1)}
              >
                ↓
              </ActionIcon>
            </Group>
          </li>
        ))}
      </ol>
    </>
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
    <div className="service-words">
      <Group gap="xs">
        <UnstyledButton className="service-name" onClick={() => onOpen(service)}>
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
