import { z } from 'zod';
import type { OpenApiDocument } from '../../../src/api/index.js';

type Json = Record<string, unknown>;

export interface Seen {
  readonly method: string;
  /** Without `/api/v1`. */
  readonly path: string;
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
}

/** Compares what a service answers with what its document says it may. Knows nothing of the code that answers. */
export function createAnswerCheck(document: OpenApiDocument) {
  const defs = JSON.parse(JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/'));
  const readers = new Map<string, z.ZodType>();
  const paths = Object.entries(document.paths)
    .map(([path, methods]) => ({ methods, pattern: patternOf(path), holes: path.split('{').length }))
    .sort((one, other) => one.holes - other.holes);

  function reader(schema: Json): z.ZodType {
    const text = JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/');
    let made = readers.get(text);
    if (!made) readers.set(text, (made = z.fromJSONSchema({ ...JSON.parse(text), $defs: defs })));
    return made;
  }

  /** What is wrong with it, or null. */
  return ({ method, path, status, type, body }: Seen): string | null => {
    const found = paths.find(({ pattern }) => pattern.test(path.split('?')[0]!));
    const operation = found?.methods[method.toLowerCase()];
    if (!operation)
      return found && status === 405 ? null : status === 404 ? null : `${method} ${path} is not described`;
    const answer = operation.responses[String(status)];
    if (!answer) return `${operation.operationId}: ${status} is not described: ${JSON.stringify(body)}`;
    if (!answer.content) return body === '' ? null : `${operation.operationId}: ${status} has a body`;
    const kind = answer.content[type?.split(';')[0] ?? ''];
    if (!kind) return `${operation.operationId}: ${status} came as ${type}`;
    const read = reader(kind['schema'] as Json).safeParse(body);
    return read.success ? null : `${operation.operationId}: ${status} ${JSON.stringify(body)} ${read.error.message}`;
  };
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
