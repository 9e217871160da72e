import { Badge } from '@mantine/core';
import type { Standing } from '../api/orders.js';

const COLOURS: Readonly<Record<Standing['tone'], string>> = {
  waiting: 'yellow',
  accepted: 'blue',
  underWay: 'violet',
  done: 'green',
  refused: 'red',
};

/** One colour a state, and its word. */
export function StandingBadge({ status: { label, tone } }: { status: Standing }) {
  return (
    <Badge color={COLOURS[tone]} variant="light" tt="none" className={`standing standing-${tone}`}>
      {label}
    </Badge>
  );
}
