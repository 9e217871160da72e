import { afterAll, describe, expect, it } from '@jest/globals';
import { contextOf, CORPUS_TYPES, judge, readAs, readCorpus, type CorpusType, type Verdict } from './support/corpus.js';

const LANGUAGES = ['en', 'es', 'de', 'ar'] as const;
const RIGHT_AT_LEAST = 0.95;

interface Report {
  readonly counts: Record<Verdict, number>;
  readonly failed: readonly string[];
  readonly total: number;
}

function report(type: CorpusType, language: string, held: boolean): Report {
  const { settings, utterances } = readCorpus(type, language, held);
  const context = contextOf(language, settings);
  const counts: Record<Verdict, number> = { right: 0, asked: 0, missed: 0, silentlyWrong: 0 };
  const failed: string[] = [];
  for (const utterance of utterances) {
    const parsed = readAs(type, utterance.said, context, settings);
    const verdict = judge(utterance, parsed);
    counts[verdict] += 1;
    if (verdict !== 'right')
      failed.push(
        `${verdict}: ${JSON.stringify(utterance.said)} is ${utterance.doubtful ? '?' : ''}${utterance.meant ?? '-'}, read as ${JSON.stringify(parsed)}`,
      );
  }
  return { counts, failed, total: utterances.length };
}

describe.each(LANGUAGES)('what people type in %s', (language) => {
  it.each(CORPUS_TYPES)('is understood, and never silently wrong, as a %s', (type) => {
    const { counts, failed, total } = report(type, language, false);
    expect(failed.filter((line) => line.startsWith('silentlyWrong'))).toEqual([]);
    const share = (counts.right + counts.asked) / total;
    expect({ understood: share >= RIGHT_AT_LEAST, failed: share >= RIGHT_AT_LEAST ? [] : failed }).toEqual({
      understood: true,
      failed: [],
    });
  });
});

describe.each(['en', 'es'])('what people write for an address in %s', (language) => {
  it('is taken without the words around it, with its postcode, and only after it was read back', () => {
    const { counts, failed, total } = report('address', language, false);
    expect(total).toBeGreaterThanOrEqual(40);
    expect(failed).toEqual([]);
    expect(counts.right).toBe(total);
  });
});

/** Written with the corpora and never looked at while the tables grew: how the parsers do on what they have not seen. */
describe('what people type that the tables were not made from', () => {
  const lines: string[] = [];
  afterAll(() => {
    process.stdout.write(`held out:\n${lines.join('\n')}\n`);
  });

  it('is understood nearly as well, and hardly ever silently wrong', () => {
    let total = 0;
    const all: Record<Verdict, number> = { right: 0, asked: 0, missed: 0, silentlyWrong: 0 };
    for (const language of LANGUAGES) {
      for (const type of CORPUS_TYPES) {
        const { counts, total: said } = report(type, language, true);
        total += said;
        for (const verdict of ['right', 'asked', 'missed', 'silentlyWrong'] as const) all[verdict] += counts[verdict];
        const share = Math.round((100 * (counts.right + counts.asked)) / said);
        lines.push(`${type} ${language}: ${share} % of ${said}, ${counts.silentlyWrong} silently wrong`);
      }
    }
    expect((all.right + all.asked) / total).toBeGreaterThanOrEqual(RIGHT_AT_LEAST);
    expect(all.silentlyWrong / total).toBeLessThanOrEqual(0.005);
  });
});

describe('the check of the corpora', () => {
  it('turns red for a parser that guesses and calls it certain', () => {
    const { settings, utterances } = readCorpus('date', 'en');
    const context = contextOf('en', settings);
    const guessing = utterances.filter((utterance) => {
      const parsed = readAs('date', utterance.said, context, settings);
      return judge(utterance, parsed.ok ? { ...parsed, certain: true } : parsed) === 'silentlyWrong';
    });
    expect(guessing.length).toBeGreaterThan(5);
  });
});
