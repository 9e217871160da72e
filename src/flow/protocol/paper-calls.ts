import type { Empty } from './json.js';
import type { ThingOption } from './views.js';

/** Papers by which a shop knows whom or what it works for. */
export const PAPER_KINDS = ['aadhaar', 'registration'] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

/** What a script asks about papers; a `paper` is named by how its number ends, and its `detail` says what became of it. */
export interface PaperCalls {
  /** Whether one of that kind has been shown before and was not refused. */
  'paper.look': { input: { kind: PaperKind }; outcomes: { known: { paper: ThingOption }; none: Empty } };
  /** Whether that can be its number, of which only the end is kept. */
  'paper.check': {
    input: { kind: PaperKind; digits: string };
    outcomes: { good: { paper: ThingOption }; wrong: Empty };
  };
  /** Shows a photo of it to the people of the shop, who say yes or no to it. */
  'paper.show': { input: { kind: PaperKind; fileId: string }; outcomes: { kept: { paper: ThingOption } } };
  /** Takes it away for good, the photo too. */
  'paper.forget': { input: { id: string }; outcomes: { forgotten: Empty } };
}
