import { Badge, Tooltip } from '@mantine/core';
import type { VersionSummary } from '../api/scripts.js';
import { countWords, languageWords } from '../shell/words.js';

/** Earned by a walk: every end of the script is reached with the digits of a keypad phone alone. */
export function ScriptBadge({ badge }: Pick<VersionSummary, 'badge'>) {
  if (!badge) return null;
  const { languages, ends, longestParts } = badge;
  const said = [
    `Walked with digits alone in ${languages.map(languageWords).join(', ')}.`,
    `It reaches ${ends.join(', ')}.`,
    `The longest text takes ${countWords(longestParts, 'part')}.`,
  ];
  return (
    <Tooltip label={said.join(' ')} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
      <Badge color="teal" variant="light" className="badge-digits" tabIndex={0} leftSection="⌗" tt="none">
        Digits only
      </Badge>
    </Tooltip>
  );
}
