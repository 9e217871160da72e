import type { StandInResponse } from './http.js';
import { at, textAt, type FormObject } from './stripe-form.js';

/** An error in Stripe's words and shape. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(String(body['message']));
    this.status = status;
    this.body = body;
  }
}

export function failure({ status, body }: ApiError): StandInResponse {
  return { status, json: { error: body } };
}

export function invalid(message: string, param: string | null, code?: string): ApiError {
  return new ApiError(400, {
    type: 'invalid_request_error',
    message,
    ...(param !== null && { param }),
    ...(code !== undefined && { code }),
  });
}

export function required(params: FormObject, name: string): string {
  return requiredAt(params, name);
}

export function requiredAt(params: FormObject, head: string, ...path: readonly (string | number)[]): string {
  const value = textAt(params, head, ...path);
  const name = `${head}${path.map((part) => `[${part}]`).join('')}`;
  if (value === undefined || value === '') throw invalid(`Missing required param: ${name}.`, name, 'parameter_missing');
  return value;
}

export function expandOf(params: FormObject): string[] {
  const expand = at(params, 'expand');
  return Array.isArray(expand) ? expand.filter((path): path is string => typeof path === 'string') : [];
}

export function found<T>(value: T | undefined, what: string, id: string): T {
  if (value === undefined)
    throw new ApiError(404, {
      type: 'invalid_request_error',
      code: 'resource_missing',
      param: 'id',
      message: `No such ${what}: '${id}'`,
    });
  return value;
}

export function list(url: string, data: readonly object[]): object {
  return { object: 'list', url, has_more: false, data };
}
