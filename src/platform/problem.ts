import type { Response } from 'express';

/** An error as the API says it (RFC 9457): `code` is stable and for programs, `title` and `detail` are for people. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  /** What a program may need besides, e.g. the fields that were wrong. */
  readonly [more: string]: unknown;
}

export function sendProblem(res: Response, problem: Problem): void {
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}
