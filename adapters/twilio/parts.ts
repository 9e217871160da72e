import { z } from 'zod';

/** What one request to Twilio will carry. Rendered parts are opaque outside this folder, so they are read back through this. */
const shapeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('buttons'), count: z.number().int().min(1).max(3) }),
  z.object({
    kind: z.literal('list'),
    /** One entry a row: whether it has a second line. */
    details: z.array(z.boolean()).min(1).max(10),
  }),
]);

const partSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), body: z.string().min(1) }),
  /** A file Twilio fetches from its address; the body is its caption. */
  z.object({ kind: z.literal('media'), body: z.string(), url: z.string() }),
  z.object({ kind: z.literal('interactive'), shape: shapeSchema, variables: z.record(z.string(), z.string()) }),
  z.object({ kind: z.literal('template'), contentSid: z.string(), variables: z.record(z.string(), z.string()) }),
]);

export type InteractiveShape = z.infer<typeof shapeSchema>;
export type TwilioPart = z.infer<typeof partSchema>;

/** @throws when the payload was not made by this adapter's `render`: a programming error. */
export function readPart(part: unknown): TwilioPart {
  return partSchema.parse(part);
}
