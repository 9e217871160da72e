import { z } from 'zod';
import type { AnyOperation, AnswerKind } from './operation.js';
import { PROBLEMS, type ProblemCode } from './problems.js';
import { answers, inputs } from './schemas/common.js';

type Json = Readonly<Record<string, unknown>>;

/** An OpenAPI 3.1 document, as far as we read it ourselves. */
export interface OpenApiDocument extends Json {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: Json & { readonly schemas: Readonly<Record<string, Json>> };
}

export interface OperationObject extends Json {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, Json>> };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

interface Parameter extends Json {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
}

export interface ResponseObject extends Json {
  readonly description: string;
  readonly content?: Readonly<Record<string, Json>>;
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'Your own name for this act, the same when you ask again. Kept for 24 hours.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9_.:-]{1,128}$' },
} as const satisfies Parameter;

/** What every operation may refuse, besides its own. */
function problemsOf({ method, scope, body, params, problems = [] }: AnyOperation): ReadonlySet<ProblemCode> {
  return new Set<ProblemCode>([
    'request.invalid',
    ...(scope ? (['auth.missing', 'auth.unknown', 'auth.scope'] as const) : []),
    ...(params ? (['path.unknown'] as const) : []),
    'method.notAllowed',
    'accept.unsupported',
    ...(body ? (['request.unreadable', 'body.tooLarge', 'body.unsupported'] as const) : []),
    ...(method === 'post' ? (['idempotency.missing', 'idempotency.otherBody', 'idempotency.underWay'] as const) : []),
    'rate.limited',
    'house.failed',
    'house.busy',
    ...problems,
  ]);
}

/** The document of exactly these operations: the table that makes the routes makes it. */
export function describe(operations: readonly AnyOperation[], publicUrl: string): OpenApiDocument {
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const operation of operations) (paths[operation.path] ??= {})[operation.method] = describeOperation(operation);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version: '1.0.0',
      description:
        'Book any service of a shop. Times are ISO 8601 in UTC, money is in the smallest unit of its currency. ' +
        'Every POST names itself with an Idempotency-Key. What is refused is answered as application/problem+json: ' +
        '`code` never changes.',
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
    tags: TAGS,
    paths,
    components: {
      schemas: { ...componentsOf(answers, 'output'), ...componentsOf(inputs, 'input') },
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of a shop.' },
      },
    },
  };
}

const TAGS = [
  { name: 'Catalogue', description: 'What a shop offers, and who does it.' },
  { name: 'Times', description: 'Free times, and keeping one while somebody decides.' },
  { name: 'Bookings', description: 'Visits, from a kept time to done.' },
  { name: 'Payments', description: 'Links to pay by.' },
  { name: 'Orders', description: 'Products, and orders of them beside the bookings.' },
  { name: 'Schedule', description: 'Holidays, days off, other hours, absences and blocked time.' },
  { name: 'Wait-list', description: 'Who waits for a time, and what is held for them.' },
  { name: 'Promos', description: 'Codes that lower a price.' },
  { name: 'Policy', description: 'Tokens, and wishes that come too late.' },
  { name: 'Guests', description: 'Open to everybody who holds a tracking token, or number and e-mail.' },
  { name: 'Proofs', description: 'That nobody is booked twice.' },
  { name: 'About', description: 'This document.' },
];

function describeOperation(operation: AnyOperation): OperationObject {
  const { id, tag, method, summary, description, scope, body } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    ...(scope ? { security: [{ apiKey: [] }], 'x-scope': scope } : { security: [] }),
    parameters: [
      ...parametersOf(operation.params, 'path'),
      ...parametersOf(operation.query, 'query'),
      ...(method === 'post' ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(body
      ? {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content: { 'application/json': { schema: referenceTo(body, inputs, 'input') } },
          },
        }
      : {}),
    responses: responsesOf(operation),
  };
}

function parametersOf(shape: z.ZodObject | undefined, place: 'path' | 'query'): Parameter[] {
  if (!shape) return [];
  return Object.entries(shape.shape).map(([name, schema]) => {
    const { description, ...rest } = schemaOf(schema as z.ZodType, 'output');
    return {
      name,
      in: place,
      required: place === 'path' || !(schema as z.ZodType).safeParse(undefined).success,
      ...(typeof description === 'string' ? { description } : {}),
      schema: rest,
    };
  });
}

function responsesOf(operation: AnyOperation): Record<string, ResponseObject> {
  const responses: Record<string, ResponseObject> = {};
  for (const [status, kind] of Object.entries(operation.answers)) responses[status] = answerOf(kind);
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of problemsOf(operation)) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  for (const [status, codes] of byStatus) {
    responses[status] = {
      description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
      content: {
        'application/problem+json': {
          schema: {
            allOf: [
              { $ref: '#/components/schemas/Problem' },
              { type: 'object', properties: { code: { enum: codes } } },
            ],
          },
        },
      },
    };
  }
  return responses;
}

function answerOf({ description, schema, type = 'application/json' }: AnswerKind): ResponseObject {
  if (schema) return { description, content: { [type]: { schema: referenceTo(schema, answers, 'output') } } };
  return type === 'application/json' ? { description } : { description, content: { [type]: { schema: {} } } };
}

type Io = 'input' | 'output';

/** A named schema by its name; an optional one by what it may be. */
function referenceTo(schema: z.ZodType, registry: typeof answers, io: Io): Json {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  const id = registry.get(inner)?.id;
  return id ? { $ref: `#/components/schemas/${id}` } : schemaOf(inner, io);
}

function schemaOf(schema: z.ZodType, io: Io): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: plain(io) });
  return rest;
}

function componentsOf(registry: typeof answers, io: Io): Record<string, Json> {
  const uri = (id: string): string => `#/components/schemas/${id}`;
  const { schemas } = z.toJSONSchema(registry, { uri, io, override: plain(io) });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _dialect, $id: _id, ...rest }]) => [name, rest]),
  );
}

/** What zod says of a moment is only its text; answers may grow, so what they do not name is left open. */
const plain =
  (io: Io) =>
  ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Record<string, unknown> }): void => {
    if (jsonSchema['maximum'] === Number.MAX_SAFE_INTEGER) delete jsonSchema['maximum'];
    if (jsonSchema['minimum'] === Number.MIN_SAFE_INTEGER) delete jsonSchema['minimum'];
    if (io === 'output' && zodSchema._zod.def.type === 'transform') Object.assign(jsonSchema, MOMENT);
  };

/** The one transformation there is: text of a moment to milliseconds. */
const MOMENT = { type: 'string', format: 'date-time' };
