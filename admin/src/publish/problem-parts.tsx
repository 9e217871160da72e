import { Button, Stack, Text, TextInput } from '@mantine/core';
import type { Problem } from '../../../src/flow/index.js';
import { placeOf, SeverityBadge } from '../editor/problem-list.js';
import { countWords } from '../shell/words.js';
import { keyOf, type Reasons } from './reasons.js';

type Jump = ((problem: Problem) => void) | null;

export function BlockingProblems({ problems, onJump }: { problems: readonly Problem[]; onJump: Jump }) {
  const blocking = problems.filter(({ severity }) => severity === 'blocks');
  if (problems.length === 0) return <Text size="sm">✔ Nothing to object to.</Text>;
  if (blocking.length === 0) return null;
  return (
    <Stack gap={6} component="ul" className="plain-list" aria-label="Problems that block">
      {blocking.map((problem, index) => (
        <li key={index}>
          <ProblemWords problem={problem} onJump={onJump} />
        </li>
      ))}
    </Stack>
  );
}

interface AcceptedProblemsProps {
  readonly problems: readonly Problem[];
  readonly reasons: Reasons;
  readonly onReasons: (reasons: Reasons) => void;
  readonly onJump: Jump;
}

/** What may be right after all: each asks why it is. */
export function AcceptedProblems({ problems, reasons, onReasons, onJump }: AcceptedProblemsProps) {
  const byKey = new Map<string, Problem[]>();
  for (const problem of problems) {
    if (problem.severity === 'blocks') continue;
    byKey.set(keyOf(problem), [...(byKey.get(keyOf(problem)) ?? []), problem]);
  }
  if (byKey.size === 0) return null;
  return (
    <Stack gap="md" component="ul" className="plain-list" aria-label="Problems that need a reason" mt="xs">
      {[...byKey].map(([key, [problem, ...more]]) => (
        <li key={key}>
          <ProblemWords problem={problem!} onJump={onJump} />
          {more.length > 0 && (
            <Text size="sm" c="dimmed">
              The same in {countWords(more.length, 'more place')}.
            </Text>
          )}
          <TextInput
            size="sm"
            mt={4}
            label="Why it is right here"
            aria-label={`Why it is right here: ${problem!.reason}`}
            maxLength={500}
            value={reasons.get(key) ?? ''}
            onChange={({ currentTarget }) => onReasons(new Map(reasons).set(key, currentTarget.value))}
          />
        </li>
      ))}
    </Stack>
  );
}

function ProblemWords({ problem, onJump }: { problem: Problem; onJump: Jump }) {
  const { severity, reason, fix } = problem;
  return (
    <Text size="sm" component="div">
      <SeverityBadge severity={severity} /> {reason}.{' '}
      <Text component="span" c="dimmed" size="sm">
        {fix}.
      </Text>{' '}
      {onJump ? (
        <Button variant="transparent" size="compact-sm" px={0} onClick={() => onJump(problem)}>
          {placeOf(problem)}
        </Button>
      ) : (
        <Text component="span" size="sm" c="dimmed">
          {placeOf(problem)}
        </Text>
      )}
    </Text>
  );
}
