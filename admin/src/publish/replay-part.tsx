import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useReplay, type ReplayReport } from '../api/scripts.js';
import { countWords, whenWords } from '../shell/words.js';
import type { ImpactPartProps } from './impact-part.js';
import { Looking } from './looking.js';

const SHOWN = 5;

/** The newest conversations, personal data masked, played through this text. Nothing leaves the house. */
export function ReplayPart({ id, text, isLooking }: Pick<ImpactPartProps, 'id' | 'text' | 'isLooking'>) {
  const { data: report, isError } = useReplay(id, text);
  const [isWhole, setWhole] = useState(false);
  if (isError || (text === null && !isLooking))
    return (
      <Text size="sm" c="dimmed">
        Known once nothing blocks.
      </Text>
    );
  if (!report) return <Looking />;
  const { talks, different } = report;
  if (talks === 0) return <Text size="sm">There has been no conversation yet to play again.</Text>;
  if (different.length === 0)
    return <Text size="sm">✔ The last {countWords(talks, 'conversation')} would all end as they did.</Text>;
  return (
    <>
      <Text size="sm">
        Of the last {countWords(talks, 'conversation')} {different.length} would end differently.
      </Text>
      <ul className="plain-list">
        {different.slice(0, isWhole ? undefined : SHOWN).map((one) => (
          <li key={`${one.conversationId} ${one.atUtc}`} className="replayed">
            <Difference one={one} />
          </li>
        ))}
      </ul>
      {different.length > SHOWN && !isWhole && (
        <Button variant="default" size="compact-sm" onClick={() => setWhole(true)}>
          Show all {different.length}
        </Button>
      )}
    </>
  );
}

type Standing = ReplayReport['different'][number]['before'];

function Difference({ one }: { one: ReplayReport['different'][number] }) {
  return (
    <Text size="sm">
      {one.channel}, {whenWords(one.atUtc)}: at message {one.turn}, “{one.heard}”, it {went(one.before)} and would now{' '}
      {one.after === 'unknown' ? 'ask the house something it was never asked' : goes(one.after)}.
    </Text>
  );
}

function went({ block }: Standing): string {
  return block === null ? 'ended' : `came to “${block}”`;
}

function goes({ block }: Standing): string {
  return block === null ? 'end' : `come to “${block}”`;
}
