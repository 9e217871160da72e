import { ActionIcon, Group, VisuallyHidden } from '@mantine/core';
import { useRef, useState, type DragEvent, type ReactNode } from 'react';
import './ordered-list.css';

interface OrderedListProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  /** The ids in their new order. */
  readonly onOrder: (ids: readonly string[]) => void;
  readonly children: (item: T) => ReactNode;
}

/** Things in their order. A row is dragged by its handle, or moved with its two buttons, which a keyboard reaches too. */
export function OrderedList<T extends { readonly id: string; readonly name: string }>(props: OrderedListProps<T>) {
  const { label, items, onOrder, children } = props;
  const [dragged, setDragged] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const ids = items.map(({ id }) => id);

  function put(id: string, to: number): void {
    const from = ids.indexOf(id);
    if (to < 0 || to >= ids.length || to === from) return;
    const next = ids.filter((one) => one !== id);
    next.splice(to, 0, id);
    setSaid(`${items[from]?.name ?? ''} is number ${to + 1} of ${ids.length} now`);
    onOrder(next);
  }

  /** The button that was pressed keeps the focus; at an end, where it is switched off, its neighbour takes it. */
  function step(id: string, by: -1 | 1): void {
    const to = ids.indexOf(id) + by;
    put(id, to);
    const isAtEnd = by === -1 ? to === 0 : to === ids.length - 1;
    const name = (by === -1) === isAtEnd ? 'down' : 'up';
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLButtonElement>(`[data-item="${id}"] [data-step="${name}"]`)?.focus(),
    );
  }

  return (
    <>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <ol className="ordered" ref={list} aria-label={label}>
        {items.map((item, index) => (
          <li
            key={item.id}
            className="ordered-item"
            data-item={item.id}
            data-dragged={dragged === item.id || undefined}
            onDragOver={(event: DragEvent) => dragged !== null && event.preventDefault()}
            onDrop={(event: DragEvent) => {
              event.preventDefault();
              if (dragged !== null) put(dragged, index);
              setDragged(null);
            }}
          >
            <span
              className="ordered-handle"
              draggable
              aria-hidden
              onDragStart={(event: DragEvent) => {
                // Firefox begins no drag without data.
                event.dataTransfer.setData('text/plain', item.id);
                event.dataTransfer.effectAllowed = 'move';
                setDragged(item.id);
              }}
              onDragEnd={() => setDragged(null)}
            >
              ⠿
            </span>
            <span className="ordered-place">
              <VisuallyHidden>Number </VisuallyHidden>
              {index + 1}
            </span>
            {children(item)}
            <Group gap={4} wrap="nowrap">
              <ActionIcon
                variant="default"
                size="lg"
                data-step="up"
                aria-label={`Move ${item.name} up`}
                disabled={index === 0}
                onClick={() => step(item.id, -1)}
              >
                ↑
              </ActionIcon>
              <ActionIcon
                variant="default"
                size="lg"
                data-step="down"
                aria-label={`Move ${item.name} down`}
                disabled={index === items.length - 1}
                onClick={() => step(item.id, 1)}
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
