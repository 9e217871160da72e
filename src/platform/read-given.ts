import type { Response } from 'express';
import type { z } from 'zod';
import { sendProblem } from './problem.js';

/** One field that cannot be kept as it is. */
export interface WrongField {
  readonly field: string;
  readonly message: string;
}

/** What a page has sent; null when it cannot be read, and then the caller has been told field by field. */
export function readGiven<T>(schema: z.ZodType<T>, value: unknown, res: Response, code: string): T | null {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  sendUnreadable(res, parsed.error, code);
  return null;
}

export function sendUnreadable(res: Response, { issues }: z.ZodError, code: string): void {
  const fields: WrongField[] = issues.map((issue) => ({ field: issue.path.join('.'), message: wordsOf(issue) }));
  sendProblem(res, { status: 400, code, title: 'Some of it cannot be kept as it is', fields });
}

/** What is wrong, for whoever has to mend it: limits as limits, the rest as the schema says it. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small')
    return issue.origin === 'string' ? 'Please fill this in' : `At least ${issue.minimum}`;
  if (issue.code === 'too_big')
    return issue.origin === 'string' ? `At most ${issue.maximum} characters` : `At most ${issue.maximum}`;
  if (issue.code === 'not_multiple_of') return `In steps of ${issue.divisor}`;
  return issue.message;
}
