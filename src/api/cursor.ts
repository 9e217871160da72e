import type { z } from 'zod';
import { createSigner } from '../platform/signer.js';

export interface Cursors {
  /** @param list names the list and its filters: a cursor of one is nothing to another. */
  seal(list: readonly unknown[], position: unknown): string;
  /** The position, or null for a text that is not ours, not of this list, or not of this shape. */
  open<T>(list: readonly unknown[], text: string, shape: z.ZodType<T>): T | null;
}

/**
 * Where a page ended, as the sort values of its last row: rows that come or go before it neither repeat nor hide any. It is
 * signed, so nobody asks with values of their own, and opaque, so the sort may change.
 */
export function createCursors({ secret }: { readonly secret: string }): Cursors {
  const { sign, isSigned } = createSigner({ secret, purpose: 'cursor', what: 'cursors' });

  return {
    seal(list, position) {
      const text = Buffer.from(JSON.stringify(position)).toString('base64url');
      return `${text}.${sign(JSON.stringify(list), text)}`;
    },
    open(list, text, shape) {
      const [position, signature, ...rest] = text.split('.');
      if (!position || !signature || rest.length > 0) return null;
      if (!isSigned(signature, JSON.stringify(list), position)) return null;
      const read = shape.safeParse(JSON.parse(Buffer.from(position, 'base64url').toString('utf8')));
      return read.success ? read.data : null;
    },
  };
}
