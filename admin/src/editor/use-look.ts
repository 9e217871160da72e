import { useMemo, useState } from 'react';
import type { Problem } from '../../../src/flow/index.js';
import { useCheck, useLive, type ScriptSummary } from '../api/scripts.js';
import { useWorkshop } from '../workshop/use-workshop.js';
import type { Looked, PreviewWish } from '../workshop/protocol.js';
import type { DraftView } from './draft-keeper.js';
import { together } from './problem-list.js';

export interface Look {
  readonly wish: PreviewWish;
  readonly onWish: (wish: PreviewWish) => void;
  readonly looked: Looked | null;
  readonly isLooking: boolean;
  /** Found here as it is typed, and by the server once it is saved. */
  readonly problems: readonly Problem[];
}

const AS_USUAL = { timeGone: false, paymentFails: false, nothingFree: false, nobodyThere: false };

/** The draft checked and tried, again after every change. */
export function useLook({ id, languages }: ScriptSummary, { text, began }: DraftView): Look {
  const [wish, onWish] = useState<PreviewWish>(() => ({
    ...{ channel: 'sms', steps: [], switches: AS_USUAL },
    ...{ language: languages[0] ?? 'en', startsAtUtc: previewStart() },
  }));
  const live = useLive();
  const { looked, isLooking } = useWorkshop({ live, scriptId: id, text, preview: wish });
  const isSaved = text === began.text;
  const served = useCheck(id, isSaved && began.revision > 0 ? text : null, false);
  const problems = useMemo(
    () => together(looked?.problems ?? [], (isSaved ? served.data?.problems : undefined) ?? []),
    [looked?.problems, served.data, isSaved],
  );
  return { wish, onWish, looked, isLooking: isLooking || looked === null, problems };
}

/** Next Monday at 10:32, wherever the reader is: the sample shop is open then. */
function previewStart(): number {
  const at = new Date();
  at.setDate(at.getDate() + ((8 - at.getDay()) % 7));
  at.setHours(10, 32, 0, 0);
  return at.getTime();
}
