import type { Mongo } from './mongo.js';

/** An index as data, declared beside the collection it serves and made at start. */
export interface IndexSpec {
  readonly collection: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly options: {
    readonly name: string;
    readonly unique?: boolean;
    readonly sparse?: boolean;
    readonly partialFilterExpression?: object;
    readonly expireAfterSeconds?: number;
  };
}

/** Creates every index that is missing. Safe to run in several processes at once. */
export async function ensureIndexes(mongo: Mongo, specs: readonly IndexSpec[]): Promise<void> {
  const byCollection = new Map<string, IndexSpec[]>();
  for (const spec of specs) byCollection.set(spec.collection, [...(byCollection.get(spec.collection) ?? []), spec]);
  await Promise.all(
    [...byCollection].map(([name, list]) =>
      mongo.connection
        .collection(name)
        .createIndexes(list.map(({ key, options }) => ({ key: { ...key }, ...options }))),
    ),
  );
}
