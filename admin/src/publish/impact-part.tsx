import { Radio, Stack, Text } from '@mantine/core';
import { useImpact, type Impact, type Policy } from '../api/scripts.js';
import { Looking } from './looking.js';

const POLICIES: readonly { readonly value: Policy; readonly label: string; readonly about: string }[] = [
  { value: 'finish', label: 'Let them finish', about: 'They end on the version they began with.' },
  {
    value: 'move',
    label: 'Move them',
    about: 'Who stands at a question that means the same goes on in the new version.',
  },
  {
    value: 'ask',
    label: 'Ask them',
    about: 'When they next write: “The questions have changed. 1 Go on 2 Start again”.',
  },
];

export interface ImpactPartProps {
  readonly id: string;
  /** Null while it could not run. */
  readonly text: string | null;
  readonly isLooking: boolean;
  readonly policy: Policy;
  readonly onPolicy: (policy: Policy) => void;
}

/** Who is in the middle of it, and what will happen to each. */
export function ImpactPart({ id, text, isLooking, policy, onPolicy }: ImpactPartProps) {
  const { data: impact, isError } = useImpact(id, text, policy);
  if (isError || (text === null && !isLooking))
    return (
      <Text size="sm" c="dimmed">
        Known once nothing blocks.
      </Text>
    );
  if (!impact) return <Looking />;
  if (impact.people === 0) return <Text size="sm">Nobody is in the middle of it.</Text>;
  return (
    <Stack gap="sm">
      <Radio.Group aria-label="What happens to them" value={policy} onChange={(value) => onPolicy(value)}>
        <Stack gap={6}>
          {POLICIES.map(({ value, label, about }) => (
            <Radio key={value} value={value} label={label} description={about} />
          ))}
        </Stack>
      </Radio.Group>
      <ul className="plain-list">
        {impact.blocks.map((block) => (
          <Text key={`${block.block} ${block.change}`} component="li" size="sm">
            {standing(block)}; {fate(block)}.
          </Text>
        ))}
      </ul>
      {impact.isPartial && (
        <Text size="sm" c="dimmed">
          There are more than could be counted; what is said holds for them as well.
        </Text>
      )}
    </Stack>
  );
}

type Block = Impact['blocks'][number];

function standing({ block, change, people }: Block): string {
  const told = { same: '', changed: ', which changes', removed: ', which goes away' }[change];
  return `${people === 1 ? '1 person is' : `${people} people are`} in the middle of “${block}”${told}`;
}

function fate({ people, moves, finishes, asked }: Block): string {
  const parts = [
    { count: finishes, one: 'finishes on the old version', all: 'finish on the old version' },
    { count: moves, one: 'goes on in the new version', all: 'go on in the new version' },
    { count: asked, one: 'is asked', all: 'are asked' },
  ].filter(({ count }) => count > 0);
  if (parts.length === 1) return people === 1 ? `this one ${parts[0]!.one}` : `they ${parts[0]!.all}`;
  return parts.map(({ count, one, all }) => `${count} ${count === 1 ? one : all}`).join(', ');
}
