import { Alert, Button, Group, Modal, Stack, Text, Textarea, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Problem } from '../../../src/flow/index.js';
import {
  refusalIn,
  useCheck,
  useRelease,
  type Acceptance,
  type CheckAnswer,
  type Policy,
  type ScriptSummary,
} from '../api/scripts.js';
import { Failed } from '../shell/failed.js';
import { countWords } from '../shell/words.js';
import { Chats } from './chats.js';
import { ImpactPart } from './impact-part.js';
import { AcceptedProblems, BlockingProblems, keyOf } from './problem-parts.js';
import './publish.css';
import { ReplayPart } from './replay-part.js';

/** What is to take effect: the draft as it is saved, or an older version once more. */
export type Candidate =
  | { readonly kind: 'draft'; readonly revision: number; readonly text: string }
  | { readonly kind: 'older'; readonly version: number; readonly text: string };

interface PublishDialogProps {
  readonly summary: ScriptSummary;
  /** Null while the dialog is closed. */
  readonly candidate: Candidate | null;
  readonly onClose: () => void;
  /** To a line of the draft; null where the text is not the draft. */
  readonly onJump: ((problem: Problem) => void) | null;
  readonly onDone: () => void;
}

/** Everything that is known about a publish before it is done, and one button. */
export function PublishDialog({ candidate, onClose, ...rest }: PublishDialogProps) {
  const { id } = rest.summary;
  const title = candidate?.kind === 'older' ? `Roll ${id} back to version ${candidate.version}` : `Publish ${id}`;
  return (
    <Modal
      opened={candidate !== null}
      onClose={onClose}
      size="min(760px, 100vw)"
      title={title}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {candidate && <Release candidate={candidate} onClose={onClose} {...rest} />}
    </Modal>
  );
}

interface ReleaseProps extends Omit<PublishDialogProps, 'candidate'> {
  readonly candidate: Candidate;
}

function Release({ summary, candidate, onClose, onJump, onDone }: ReleaseProps) {
  const { id, current } = summary;
  const check = useCheck(id, candidate.text, true);
  const release = useRelease(id);
  const [policy, setPolicy] = useState<Policy>('finish');
  const [note, setNote] = useState('');
  // What was accepted before is offered again: whoever publishes still sees it and may take it back.
  const [reasons, setReasons] = useState<ReadonlyMap<string, string>>(
    () => new Map(current.accepted.map((one) => [keyOf(one), one.reason])),
  );
  const refusal = refusalIn(release.error);
  const missing = check.data ? missingFor(check.data, reasons, note) : 'Looking…';

  function go(): void {
    const accepted = acceptancesFor(check.data, reasons);
    const given = { note: note.trim(), policy, accepted };
    const wanted =
      candidate.kind === 'draft'
        ? { ...given, revision: candidate.revision }
        : { ...given, version: candidate.version };
    release.mutate(wanted, {
      onSuccess: ({ versions }) => {
        const made = versions.find(({ scriptId }) => scriptId === id);
        notifications.show({
          title: `Version ${made?.version ?? ''} of ${id} is in effect`,
          message: 'New chats begin with it at once.',
          color: 'teal',
        });
        onDone();
        onClose();
      },
    });
  }

  return (
    <Stack gap="lg">
      {check.isError ? (
        <Failed error={check.error} onRetry={() => void check.refetch()} />
      ) : (
        <>
          <Part title="Checks">
            {check.data ? (
              <>
                <BlockingProblems problems={check.data.problems} onJump={onJump} />
                <AcceptedProblems
                  problems={check.data.problems}
                  reasons={reasons}
                  onReasons={setReasons}
                  onJump={onJump}
                />
              </>
            ) : (
              <Looking />
            )}
          </Part>
          <Part title="Recorded chats">{check.data ? <Chats chats={check.data.chats} /> : <Looking />}</Part>
          <Part title="People inside">
            <ImpactPart id={id} text={candidate.text} policy={policy} onPolicy={setPolicy} />
          </Part>
          <Part title="What would have changed">
            <ReplayPart id={id} text={candidate.text} />
          </Part>
        </>
      )}
      <Textarea
        label="Note"
        description="What is new, in a few words. It stands with the version for good."
        autosize
        minRows={2}
        maxLength={500}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
      {release.error && (
        <Alert color="red" variant="light" role="alert" title={release.error.message}>
          {refusal ? STEPS[refusal.step] : 'Nothing was changed.'}
        </Alert>
      )}
      <Group gap="sm">
        <Button onClick={go} disabled={missing !== null} loading={release.isPending}>
          {candidate.kind === 'older' ? 'Roll back' : 'Publish'}
        </Button>
        {missing !== null && (
          <Text size="sm" role="status">
            {missing}
          </Text>
        )}
      </Group>
    </Stack>
  );
}

const STEPS = {
  read: 'It stopped while reading the draft. Nothing was changed.',
  check: 'It stopped at the checks. Nothing was changed.',
  chats: 'It stopped at the recorded chats. Nothing was changed.',
  switch: 'It stopped at the last step, switching over. Nothing was changed.',
} as const;

/** Why it cannot be published yet; null when it can. */
function missingFor({ problems }: CheckAnswer, reasons: ReadonlyMap<string, string>, note: string): string | null {
  const blocking = problems.filter(({ severity }) => severity === 'blocks').length;
  if (blocking > 0) return blocking === 1 ? 'One problem blocks it.' : `${blocking} problems block it.`;
  const open = new Set(problems.map(keyOf).filter((key) => (reasons.get(key) ?? '').trim() === '')).size;
  if (open > 0)
    return open === 1 ? 'One problem needs a reason.' : `${countWords(open, 'problem')} need a reason each.`;
  return note.trim() === '' ? 'A note is missing.' : null;
}

function acceptancesFor(check: CheckAnswer | undefined, reasons: ReadonlyMap<string, string>): Acceptance[] {
  const wanted = new Map((check?.problems ?? []).map((one) => [keyOf(one), one]));
  return [...wanted].flatMap(([key, { check: name, block }]) => {
    const reason = reasons.get(key)?.trim() ?? '';
    return reason === '' ? [] : [{ check: name, block, reason }];
  });
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <Title order={3} size="h5" mb={6}>
        {title}
      </Title>
      {children}
    </section>
  );
}

export function Looking() {
  return (
    <Text size="sm" c="dimmed" aria-busy="true">
      Looking…
    </Text>
  );
}
