import type { KindSpec } from './kinds.js';

/** What a script may do about papers; `kind` is aadhaar or registration. */
export const PAPER_ACTS = {
  lookPaper: { exits: { known: { writes: { paper: 'thing' } }, none: {} }, needs: ['kind'] },
  checkPaper: { exits: { good: { writes: { paper: 'thing' } }, wrong: {} }, needs: ['kind', 'digits'] },
  showPaper: { exits: { kept: { writes: { paper: 'thing' } } }, needs: ['kind', 'photo'] },
  forgetPaper: { exits: { forgotten: {} }, needs: ['paper'] },
} as const satisfies Record<string, KindSpec>;
