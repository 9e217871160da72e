import express, { type Request, type RequestHandler } from 'express';
import type { z } from 'zod';
import type { AnyOperation } from './operation.js';
import { ApiProblem } from './problems.js';

const BODY_LIMIT_BYTES = 32 * 1024;

const checkType: RequestHandler = (req, _res, next) => {
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.get('content-length') ?? 0) > 0;
  if (hasBody && !req.is('application/json')) throw new ApiProblem('body.unsupported');
  next();
};

export const readBody: readonly RequestHandler[] = [
  checkType,
  express.json({ limit: BODY_LIMIT_BYTES, type: 'application/json', strict: false }),
];

export interface Given {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

interface Field {
  readonly in: 'path' | 'query' | 'body';
  readonly path: string;
  readonly message: string;
}

/** What was given, checked by the operation's own schemas; every wrong field is named at once. */
export function readInput(operation: AnyOperation, req: Request): Given {
  const fields: Field[] = [];
  const given = {
    params: read(operation.params, 'path', req.params, fields),
    query: read(operation.query, 'query', operation.query ? req.query : {}, fields),
    body: read(operation.body, 'body', req.body, fields),
  };
  if (!operation.query) refuseUnknown(req, fields);
  if (fields.length > 0) throw new ApiProblem('request.invalid', { fields: fields.slice(0, FIELDS_MAX) });
  return given;
}

/** As many as help; a body of thousands of wrong fields gets no answer of thousands of lines. */
const FIELDS_MAX = 20;
const WORDS_MAX = 200;

function read(schema: z.ZodType | undefined, place: Field['in'], value: unknown, fields: Field[]): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    fields.push({ in: place, path: path.join('.').slice(0, WORDS_MAX), message: message.slice(0, WORDS_MAX) });
  }
  return undefined;
}

function refuseUnknown({ query }: Request, fields: Field[]): void {
  for (const path of Object.keys(query))
    fields.push({ in: 'query', path: path.slice(0, WORDS_MAX), message: 'There is no such field here' });
}
