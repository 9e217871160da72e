import type { PanelProof } from '../api/programs.js';
import { countWords } from '../shell/words.js';

/** A result as one would tell it to a colleague. */
export function proofWords(proof: PanelProof): { readonly title: string; readonly text: string } {
  const { kind, state, overlaps, errors } = proof;
  switch (state) {
    case 'running':
      return { title: 'They are trying now', text: 'It takes a few seconds.' };
    case 'nothingFree':
      return {
        title: 'There was nothing to try for',
        text: 'The calendar has no free time that a crowd could be after.',
      };
    case 'failed':
      return {
        title: 'It could not be carried out',
        text: 'Nothing was proved and nothing was disproved. Please try again.',
      };
    case 'good':
      return { title: 'Nobody was booked twice', text: kind === 'crowd' ? crowdWords(proof) : 'Nothing overlaps.' };
    case 'bad': {
      const told = `${countWords(overlaps, 'visit')} on top of another, ${countWords(errors, 'error')}.`;
      return { title: 'This went wrong', text: kind === 'crowd' ? `${crowdWords(proof)} ${told}` : told };
    }
  }
}

function crowdWords({ people, times, booked, offeredOthers, ms }: PanelProof): string {
  const seconds = ((ms ?? 0) / 1_000).toFixed(1);
  const late = offeredOthers === 0 ? '' : ` ${offeredOthers} came too late and were offered other times.`;
  return `${people} people wanted ${countWords(times ?? 0, 'time')} at once, some on top of another: ${booked} got one.${late} It took ${seconds} seconds.`;
}
