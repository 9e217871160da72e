import { PAPER_KINDS, type Call } from '../protocol.js';
import type { PAPER_ACTS } from '../script/paper-kinds.js';
import { valueAt, type Draft } from './draft.js';

/** What an act about papers asks of the house; null when a value it needs is not there, or is no kind of paper. */
export function paperCall(draft: Draft, act: keyof typeof PAPER_ACTS): Call | null {
  const textAt = (...path: string[]): string | null => {
    const value = valueAt(draft, path);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  if (act === 'forgetPaper') {
    const id = textAt('paper', 'id');
    return id === null ? null : { call: 'paper.forget', input: { id } };
  }
  const named = textAt('kind');
  const kind = PAPER_KINDS.find((one) => one === named);
  if (kind === undefined) return null;
  if (act === 'lookPaper') return { call: 'paper.look', input: { kind } };
  if (act === 'checkPaper') {
    const digits = textAt('digits');
    return digits === null ? null : { call: 'paper.check', input: { kind, digits } };
  }
  const fileId = textAt('photo', 'id');
  return fileId === null ? null : { call: 'paper.show', input: { kind, fileId } };
}
