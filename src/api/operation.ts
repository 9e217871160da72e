import type { z } from 'zod';
import type { Instant } from '../messaging/message.js';
import type { Scope } from './api-keys.model.js';
import type { ProblemCode } from './problems.js';

/**
 * Glossary
 * - **operation**: one method on one path with everything it takes, gives and refuses: the only thing that can be routed.
 * - **call**: one request to it after every check: who asks, and what was given, parsed.
 */
export interface Call<P, Q, B> {
  /** The shop whose key it is; for guests, none. */
  readonly shopId: string;
  readonly caller: Caller;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Derived from who asks and their Idempotency-Key; empty for methods that change nothing. */
  readonly key: string;
  readonly nowUtc: Instant;
}

export interface Caller {
  /** The key's id, or `guest`. */
  readonly id: string;
  readonly name: string;
}

export interface Reply {
  readonly status: number;
  /** Absent for an empty answer. */
  readonly body?: unknown;
  readonly location?: string;
  /** The cursor of what follows: becomes a `Link` header. */
  readonly next?: string | null;
  readonly type?: string;
}

export interface AnswerKind {
  readonly description: string;
  /** Absent for an empty answer, or one that is no JSON. */
  readonly schema?: z.ZodType;
  readonly type?: string;
}

export type Method = 'get' | 'post' | 'delete';
export type Tag =
  | 'Catalogue'
  | 'Times'
  | 'Bookings'
  | 'Payments'
  | 'Orders'
  | 'Guests'
  | 'Policy'
  | 'Wait-list'
  | 'Promos'
  | 'Schedule'
  | 'Proofs'
  | 'About';

export interface Operation<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  readonly id: string;
  readonly tag: Tag;
  readonly method: Method;
  /** As OpenAPI writes it: `/holds/{holdId}`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** What the key must allow; null is open to everybody. */
  readonly scope: Scope | null;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Requests one address may make in a minute, where guessing has to be slow. */
  readonly guessesPerMinute?: number;
  readonly answers: Readonly<Record<number, AnswerKind>>;
  /** Refusals of its own; those that every operation knows are added. */
  readonly problems?: readonly ProblemCode[];
  handle(call: Call<z.output<P>, z.output<Q>, z.output<B>>): Promise<Reply>;
}

/** An operation whose inputs are checked by its own schemas before `handle` sees them. */
export type AnyOperation = Omit<Operation<z.ZodObject, z.ZodObject, z.ZodType>, 'handle'> & {
  handle(call: Call<unknown, unknown, unknown>): Promise<Reply>;
};

type Nothing = z.ZodObject<Record<never, never>>;

export function defineOperation<
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodType = z.ZodUndefined,
>(operation: Operation<P, Q, B>): AnyOperation {
  return {
    ...operation,
    // The router calls with what these very schemas gave, so the types are those of the operation again.
    handle: (call) => operation.handle(call as Call<z.output<P>, z.output<Q>, z.output<B>>),
  };
}
