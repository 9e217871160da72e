import { Text } from '@mantine/core';
import type { Problem } from '../../../src/flow/index.js';
import type { useWalk } from '../api/scripts.js';
import { languageWords } from '../shell/words.js';
import { Looking } from './looking.js';
import { AcceptedProblems } from './problem-parts.js';
import type { Reasons } from './reasons.js';

interface DigitsPartProps {
  readonly walk: ReturnType<typeof useWalk>;
  /** It could run, so it is being walked or was. */
  readonly isRunnable: boolean;
  readonly isLooking: boolean;
  readonly reasons: Reasons;
  readonly onReasons: (reasons: Reasons) => void;
  readonly onJump: ((problem: Problem) => void) | null;
}

export const WALKING = 'Walking it with digits only…';

/** Whether somebody with a keypad phone comes to every end of it. */
export function DigitsPart({ walk, isRunnable, isLooking, reasons, onReasons, onJump }: DigitsPartProps) {
  if (isLooking) return <Looking />;
  if (!isRunnable)
    return (
      <Text size="sm" c="dimmed">
        It is walked once nothing blocks.
      </Text>
    );
  if (walk.isError) return <Text size="sm">{walk.error.message}. It is walked again when you publish.</Text>;
  if (!walk.data)
    return (
      <Text size="sm" c="dimmed" aria-busy="true">
        {WALKING}
      </Text>
    );
  const { problems, badge, walked } = walk.data;
  if (walked === 0 && problems.length === 0)
    return <Text size="sm">It is not waited for: this script need not work with digits only.</Text>;
  if (problems.length > 0) return <AcceptedProblems {...{ problems, reasons, onReasons, onJump }} />;
  return (
    <Text size="sm">
      ✔ By SMS, digits alone reach every end
      {badge === null
        ? ` of all ${walked} scripts that need it.`
        : ` in ${badge.languages.map(languageWords).join(', ')}. The longest text has ${badge.longestParts === 1 ? '1 part' : `${badge.longestParts} parts`}.`}
    </Text>
  );
}
