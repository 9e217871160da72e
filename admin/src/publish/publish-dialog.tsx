import { Alert, Button, Group, Modal, Stack, Text, Textarea, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Problem } from '../../../src/flow/index.js';
import {
  refusalIn,
  useCheck,
  useRelease,
  useWalk,
  type CheckAnswer,
  type Policy,
  type ScriptSummary,
} from '../api/scripts.js';
import { Failed } from '../shell/failed.js';
import { Chats } from './chats.js';
import { DigitsPart, WALKING } from './digits-part.js';
import { ImpactPart } from './impact-part.js';
import { AcceptedProblems, BlockingProblems } from './problem-parts.js';
import { Looking } from './looking.js';
import './publish.css';
import { acceptancesFor, keyOf, missingFor, ofScript, reasonsFor, type Reasons } from './reasons.js';
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
  const [reasons, setReasons] = useState<Reasons>(
    () => new Map(current.accepted.map((one) => [keyOf(one), one.reason])),
  );
  const [chatReason, setChatReason] = useState('');
  // Who would be where, and whether digits lead through, is known of a text that could run.
  const runnable = check.data?.problems.every(({ severity }) => severity !== 'blocks') ? candidate.text : null;
  const walk = useWalk(id, runnable);
  const found = check.data && {
    ...check.data,
    problems: [...check.data.problems, ...(walk.data?.problems ?? [])],
  };
  const given = reasonsFor(found, reasons, chatReason);
  const isWalking = walk.isLoading ? WALKING : null;
  const missing = found ? (isWalking ?? missingFor(found, given, note)) : 'Looking…';

  function go(): void {
    const about = { note: note.trim(), policy, accepted: acceptancesFor(found, given) };
    const wanted =
      candidate.kind === 'draft'
        ? { ...about, revision: candidate.revision }
        : { ...about, version: candidate.version };
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
        <Facts
          {...{ id, reasons, chatReason, policy, onJump, runnable, walk }}
          check={check.data}
          onReasons={setReasons}
          onChatReason={setChatReason}
          onPolicy={setPolicy}
        />
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
      <Refused error={release.error} />
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

interface FactsProps {
  readonly id: string;
  /** Null while it could not run. */
  readonly runnable: string | null;
  readonly walk: ReturnType<typeof useWalk>;
  readonly check: CheckAnswer | undefined;
  readonly reasons: Reasons;
  readonly onReasons: (reasons: Reasons) => void;
  readonly chatReason: string;
  readonly onChatReason: (reason: string) => void;
  readonly policy: Policy;
  readonly onPolicy: (policy: Policy) => void;
  readonly onJump: PublishDialogProps['onJump'];
}

/** What the house knows of this text, part by part. */
function Facts({
  id,
  runnable,
  walk,
  check,
  reasons,
  onReasons,
  chatReason,
  onChatReason,
  policy,
  onPolicy,
  onJump,
}: FactsProps) {
  const isLooking = check === undefined;
  return (
    <>
      <Part title="Checks">
        {check ? (
          <>
            <BlockingProblems problems={ofScript(check)} onJump={onJump} />
            <AcceptedProblems problems={ofScript(check)} reasons={reasons} onReasons={onReasons} onJump={onJump} />
          </>
        ) : (
          <Looking />
        )}
      </Part>
      <Part title="Recorded chats">
        {check ? <Chats chats={check.chats} reason={chatReason} onReason={onChatReason} /> : <Looking />}
      </Part>
      <Part title="With digits only">
        <DigitsPart isRunnable={runnable !== null} {...{ walk, isLooking, reasons, onReasons, onJump }} />
      </Part>
      <Part title="People inside">
        <ImpactPart id={id} text={runnable} isLooking={isLooking} policy={policy} onPolicy={onPolicy} />
      </Part>
      <Part title="What would have changed">
        <ReplayPart id={id} text={runnable} isLooking={isLooking} />
      </Part>
    </>
  );
}

function Refused({ error }: { error: Error | null }) {
  if (!error) return null;
  const refusal = refusalIn(error);
  return (
    <Alert color="red" variant="light" role="alert" title={error.message}>
      {refusal ? STEPS[refusal.step] : 'Nothing was changed.'}
    </Alert>
  );
}

const STEPS = {
  read: 'It stopped while reading the draft. Nothing was changed.',
  check: 'It stopped at the checks. Nothing was changed.',
  chats: 'It stopped at the recorded chats. Nothing was changed.',
  digits: 'It stopped at the walk with digits only. Nothing was changed.',
  switch: 'It stopped at the last step, switching over. Nothing was changed.',
} as const;

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
