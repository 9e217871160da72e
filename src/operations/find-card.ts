import type { JobCard } from '../messaging/operator.js';
import type { Mongo } from '../platform/mongo.js';
import { presentJobCard, type CardRemark, type Job } from './job-card.rules.js';

export const JOB_CARDS = 'job_cards';

export interface CardSources {
  readonly findJob: (bookingId: string) => Promise<Job | null>;
  /** A card that is no booking's, such as a place in a queue; null where the id is not of that kind. */
  readonly findOther?: (id: string) => Promise<JobCard | null>;
}

/** What a card shows now, with those remarks; null for what there is no card of. */
export async function cardWith(
  { findJob, findOther }: CardSources,
  id: string,
  remarks: readonly CardRemark[],
): Promise<JobCard | null> {
  const other = await findOther?.(id);
  if (other) return other;
  const job = await findJob(id);
  return job && presentJobCard(job, remarks);
}

/** The card of a job as it is now, wherever it is to be shown. */
export function createCardFinder({ mongo, ...sources }: CardSources & { readonly mongo: Mongo }) {
  const cards = mongo.db.collection<{ readonly _id: string; readonly remarks?: readonly CardRemark[] }>(JOB_CARDS);
  return async (id: string): Promise<JobCard | null> => {
    const row = await cards.findOne({ _id: String(id) }, { projection: { remarks: 1 } });
    return cardWith(sources, id, row?.remarks ?? []);
  };
}
