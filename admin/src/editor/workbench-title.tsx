import { Anchor, Badge, Button, Group } from '@mantine/core';
import { Link } from 'react-router';
import type { Problem } from '../../../src/flow/index.js';
import type { ScriptSummary } from '../api/scripts.js';
import { ScriptBadge } from '../scripts/script-badge.js';
import { PageTitle } from '../shell/shell.js';
import type { DraftView } from './draft-keeper.js';
import { KeepingLine } from './keeping-line.js';

interface WorkbenchTitleProps {
  readonly summary: ScriptSummary;
  readonly view: DraftView;
  readonly problems: readonly Problem[];
  readonly discard: { readonly start: () => void; readonly isPending: boolean };
  readonly onVersions: () => void;
  readonly onPublish: () => void;
}

/** The script's name, how its draft stands, and what can be done with it. */
export function WorkbenchTitle({ summary, view, problems, discard, onVersions, onPublish }: WorkbenchTitleProps) {
  const hasDraft = view.began.revision > 0;
  const isUntouched = !hasDraft && view.text === view.began.text;
  const acts = (
    <Group gap="xs">
      {hasDraft && (
        <Button variant="subtle" loading={discard.isPending} onClick={discard.start}>
          Discard draft
        </Button>
      )}
      <Button variant="default" onClick={onVersions}>
        Versions
      </Button>
      <Button
        onClick={onPublish}
        disabled={isUntouched}
        title={isUntouched ? 'Nothing has changed since it was published' : undefined}
      >
        Publish…
      </Button>
    </Group>
  );
  const blocking = problems.filter(({ severity }) => severity === 'blocks').length;
  const below = (
    <Group gap="sm" component="span">
      <KeepingLine view={view} version={summary.current.version} />
      <ScriptBadge badge={summary.current.badge} />
      {blocking > 0 && (
        <Badge color="red" variant="light" tt="none" className="badge-blocks">
          {blocking === 1 ? '1 problem blocks' : `${blocking} problems block`}
        </Badge>
      )}
    </Group>
  );
  return (
    <PageTitle act={acts} below={below}>
      <Anchor component={Link} to="/scripts" underline="hover" c="dimmed" fw={400}>
        Conversations
      </Anchor>{' '}
      / {summary.id}
    </PageTitle>
  );
}
