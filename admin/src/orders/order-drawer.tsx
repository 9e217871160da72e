import { Alert, Button, Drawer, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useRef, useState } from 'react';
import { formatMoney, formatWhen } from '../../../src/messaging/format.js';
import { useOrder, usePress, type OrderSheet, type Press } from '../api/orders.js';
import { newActId } from '../api/services.js';
import { Failed } from '../shell/failed.js';
import { LateForm } from './late-form.js';
import { StandingBadge } from './standing.js';

interface OrderDrawerProps {
  readonly shopId: string;
  readonly id: string;
  readonly onClose: () => void;
}

/** One order whole, with what may be done now. */
export function OrderDrawer({ shopId, id, onClose }: OrderDrawerProps) {
  const order = useOrder(shopId, id);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(560px, 100vw)"
      title={order.data ? (order.data.number ?? order.data.customer.name) : 'An order'}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // What has the focus is never behind the bar at the bottom.
      styles={{ content: { scrollPaddingBottom: 88 } }}
    >
      {order.data ? (
        <Sheet shopId={shopId} sheet={order.data} />
      ) : order.isError ? (
        <Failed error={order.error} onRetry={() => void order.refetch()} />
      ) : (
        <Skeleton h={240} radius="md" aria-label="Loading" />
      )}
    </Drawer>
  );
}

function Sheet({ shopId, sheet }: { shopId: string; sheet: OrderSheet }) {
  const { card, zone, history } = sheet;
  return (
    <>
      <Stack gap="lg" pb="md">
        <div>
          <StandingBadge status={card.status} />
          <Text mt="xs" fw={600}>
            {card.title}
          </Text>
        </div>
        <Stack gap={4}>
          {card.facts.map((fact, index) => (
            <Text key={index} size="sm" style={{ overflowWrap: 'anywhere' }}>
              {fact}
            </Text>
          ))}
        </Stack>
        <Money sheet={sheet} />
        <section aria-labelledby="order-history">
          <Title id="order-history" order={3} size="h5" mb="xs">
            History
          </Title>
          <ol className="order-history">
            {history.toReversed().map(({ what, who, why, atUtc }, index) => (
              <li key={index}>
                <Text size="sm">
                  {what} by {who}
                  {why !== null && `: ${why}`}
                </Text>
                <Text size="sm" c="dimmed">
                  {formatWhen(atUtc, zone, 'en')}
                </Text>
              </li>
            ))}
          </ol>
        </section>
      </Stack>
      <Acts shopId={shopId} sheet={sheet} />
    </>
  );
}

function Money({ sheet: { lines, total, paid, refund, zone } }: { sheet: OrderSheet }) {
  if (total === null) return null;
  return (
    <section aria-labelledby="order-money">
      <Title id="order-money" order={3} size="h5" mb="xs">
        Price and payment
      </Title>
      <table className="order-lines">
        <tbody>
          {lines.map(({ name, price }, index) => (
            <tr key={index}>
              <td>{name}</td>
              <td>{formatMoney(price, 'en')}</td>
            </tr>
          ))}
          <tr>
            <td>In all</td>
            <td>{formatMoney(total, 'en')}</td>
          </tr>
        </tbody>
      </table>
      <Text size="sm" mt="xs">
        {paid === null
          ? 'Nothing was paid yet.'
          : `${formatMoney(paid.amount, 'en')} paid, ${formatWhen(paid.atUtc, zone, 'en')}.`}
        {refund !== null && ` ${formatMoney(refund, 'en')} goes back.`}
      </Text>
    </section>
  );
}

/** The buttons of its card. Whoever was first has done it; the other is told so. */
function Acts({ shopId, sheet }: { shopId: string; sheet: OrderSheet }) {
  const press = usePress(shopId, sheet.id);
  const [isLate, setLate] = useState(false);
  // A press that got no answer is repeated under its own name: it is done once.
  const sent = useRef<{ readonly what: string; readonly actId: string }>(undefined);

  function send(act: Press['act'], why?: string): void {
    const { version } = sheet.card;
    const what = `${act} ${version} ${why ?? ''}`;
    if (sent.current?.what !== what) sent.current = { what, actId: newActId() };
    const { actId } = sent.current;
    press.mutate(
      { actId, act, seenVersion: version, ...(why === undefined ? {} : { why }) },
      { onSuccess: () => setLate(false) },
    );
  }

  // Where nothing is left to do, what was said of the last press still is.
  if (sheet.acts.length === 0 && !press.isError) return null;
  return (
    <div className="order-acts">
      {press.isError && <Alert color="red" variant="light" role="alert" mb="sm" title={press.error.message} />}
      {isLate ? (
        <LateForm isBusy={press.isPending} onSend={(why) => send('late', why)} onClose={() => setLate(false)} />
      ) : (
        <Group gap="sm">
          {sheet.acts.map(({ act, label, style }) => (
            <Button
              key={act}
              variant={style === 'primary' ? 'filled' : 'default'}
              {...(style === 'danger' ? { c: 'var(--mantine-color-error)' } : {})}
              disabled={press.isPending}
              onClick={() => (act === 'late' ? setLate(true) : send(act))}
            >
              {label}
            </Button>
          ))}
        </Group>
      )}
      <Text size="sm" c="dimmed" mt="xs">
        {sheet.card.lastLine}
      </Text>
    </div>
  );
}
