import { Badge, Button, Drawer, Group, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import {
  useFetchVersion,
  useVersion,
  useVersions,
  type ScriptSummary,
  type VersionAnswer,
  type VersionSummary,
} from '../api/scripts.js';
import { WordDiff } from '../editor/word-diff.js';
import { ScriptBadge } from '../scripts/script-badge.js';
import { Failed } from '../shell/failed.js';
import { authorWords, whenWords } from '../shell/words.js';

interface VersionsDrawerProps {
  readonly summary: ScriptSummary;
  readonly draftText: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onRollBack: (version: VersionAnswer) => void;
}

/** Every version with who published it and why, any two beside each other, and the way back to an older one. */
export function VersionsDrawer(props: VersionsDrawerProps) {
  const { summary, isOpen, onClose } = props;
  const versions = useVersions(summary.id, isOpen);
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="min(760px, 100vw)"
      title={`Versions of ${summary.id}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {versions.isError ? (
        <Failed error={versions.error} onRetry={() => void versions.refetch()} />
      ) : !versions.data ? (
        <Stack aria-busy="true" aria-label="Loading">
          <Skeleton h={64} />
          <Skeleton h={64} />
        </Stack>
      ) : (
        <Stack gap="lg">
          <Compare {...props} versions={versions.data} />
          <Stack gap="sm" component="ol" className="versions">
            {versions.data.map((version) => (
              <VersionRow key={version.version} version={version} onRollBack={props.onRollBack} />
            ))}
          </Stack>
        </Stack>
      )}
    </Drawer>
  );
}

interface VersionRowProps extends Pick<VersionsDrawerProps, 'onRollBack'> {
  readonly version: VersionSummary;
}

function VersionRow({ version, onRollBack }: VersionRowProps) {
  const { version: number, isCurrent, author, atUtc, note, restores, accepted, badge } = version;
  const fetchVersion = useFetchVersion();
  return (
    <li className="version">
      <Group justify="space-between" wrap="nowrap" align="start">
        <div>
          <Group gap="xs">
            <Text fw={600}>Version {number}</Text>
            {isCurrent && (
              <Badge variant="light" tt="none">
                In effect
              </Badge>
            )}
            <ScriptBadge badge={badge} />
          </Group>
          <Text size="sm">
            {whenWords(atUtc)}, {authorWords(author)}
            {restores !== null && `, the words of version ${restores}`}
          </Text>
          {note !== '' && (
            <Text size="sm" c="dimmed">
              {note}
            </Text>
          )}
          {accepted.map(({ check, block, reason }) => (
            <Text key={`${check} ${block}`} size="sm" c="dimmed">
              Accepted at {block ?? 'the whole script'} ({check}): {reason}
            </Text>
          ))}
        </div>
        {!isCurrent && (
          <Button
            variant="default"
            size="compact-md"
            loading={fetchVersion.isPending}
            onClick={() => fetchVersion.mutate(version, { onSuccess: onRollBack })}
          >
            Roll back…
          </Button>
        )}
      </Group>
    </li>
  );
}

const DRAFT = 'draft';

function Compare({ summary, draftText, versions }: VersionsDrawerProps & { versions: readonly VersionSummary[] }) {
  const current = versions.find(({ isCurrent }) => isCurrent)?.version ?? versions[0]!.version;
  const [sides, setSides] = useState<{ from: string; to: string }>(() =>
    summary.draft
      ? { from: String(current), to: DRAFT }
      : { from: String(versions[1]?.version ?? current), to: String(current) },
  );
  const from = useSide(summary.id, sides.from, draftText);
  const to = useSide(summary.id, sides.to, draftText);
  const data = [
    { value: DRAFT, label: 'The draft' },
    ...versions.map(({ version }) => ({ value: String(version), label: `Version ${version}` })),
  ];
  return (
    <section aria-label="Compare">
      <Group gap="xs" mb="xs" align="end">
        <Select
          label="From"
          size="sm"
          w={150}
          data={data}
          allowDeselect={false}
          value={sides.from}
          onChange={(value) => setSides({ ...sides, from: value ?? sides.from })}
        />
        <Select
          label="To"
          size="sm"
          w={150}
          data={data}
          allowDeselect={false}
          value={sides.to}
          onChange={(value) => setSides({ ...sides, to: value ?? sides.to })}
        />
      </Group>
      {from === null || to === null ? (
        <Skeleton h={96} aria-label="Loading" />
      ) : (
        <WordDiff before={from} after={to} label="What differs" />
      )}
    </section>
  );
}

function useSide(id: string, side: string, draftText: string): string | null {
  const version = useVersion(id, side === DRAFT ? null : Number(side));
  return side === DRAFT ? draftText : (version.data?.text ?? null);
}
