import { Badge, Text } from '@mantine/core';
import type { Problem } from '../../../src/flow/index.js';

/** What blocks first, then by line. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const rank = ({ severity }: Problem): number => (severity === 'blocks' ? 0 : 1);
  return [...problems].sort((one, other) => rank(one) - rank(other) || one.line - other.line);
}

/** Both looks at a draft as one list: what the server found as well is said once. */
export function together(here: readonly Problem[], there: readonly Problem[]): Problem[] {
  const keyOf = ({ check, line, block, language, channel }: Problem): string =>
    [check, line, block, language, channel].join('|');
  const known = new Set(here.map(keyOf));
  return inOrder([...here, ...there.filter((one) => !known.has(keyOf(one)))]);
}

export function SeverityBadge({ severity }: Pick<Problem, 'severity'>) {
  return severity === 'blocks' ? (
    <Badge color="red" variant="light" size="sm" tt="none" className="badge-blocks">
      Blocks
    </Badge>
  ) : (
    <Badge color="yellow" variant="light" size="sm" tt="none" className="badge-reason">
      Needs a reason
    </Badge>
  );
}

/** Where it is: block, language, channel, as far as it has any. */
export function placeOf({ block, language, channel, line }: Problem): string {
  return [block, language, channel, `line ${line}`].filter((one) => one !== null).join(' · ');
}

interface ProblemListProps {
  readonly problems: readonly Problem[];
  readonly isLooking: boolean;
  readonly onJump: (problem: Problem) => void;
}

/** Everything found, each a way to its line. */
export function ProblemList({ problems, isLooking, onJump }: ProblemListProps) {
  if (problems.length === 0)
    return (
      <Text size="sm" c="dimmed" role="status">
        {isLooking ? 'Looking…' : '✔ No problems found.'}
      </Text>
    );
  return (
    <ul className="problems" aria-label="Problems">
      {problems.map((problem, index) => (
        <li key={index}>
          <button type="button" className="problem" onClick={() => onJump(problem)}>
            <SeverityBadge severity={problem.severity} />
            <span>{sentence(problem.reason)}</span>
            <Text component="span" size="xs" c="dimmed">
              {placeOf(problem)}
            </Text>
            <span className="problem-fix">{problem.fix}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function sentence(reason: string): string {
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}
