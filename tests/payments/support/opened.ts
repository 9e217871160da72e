import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { openTestDatabase } from '../../support/database.js';
import { openPayWorld, type PayWorld, type PayWorldOptions } from './pay-world.js';

export interface Opened {
  readonly database: Awaited<ReturnType<typeof openTestDatabase>>;
  readonly world: PayWorld;
  /** Closes the world and opens another on an empty database. */
  reopen(options?: Partial<PayWorldOptions>): Promise<void>;
  /** What the chat was told, by name. */
  names(): readonly string[];
}

/** Call once at the top of a test file: each test begins in a world of its own. */
export function withPayWorld(): Opened {
  let database: Opened['database'];
  let world: PayWorld | undefined;

  async function reopen(options: Partial<PayWorldOptions> = {}): Promise<void> {
    await world?.close();
    await database.clear();
    world = await openPayWorld({ mongo: database, ...options });
  }

  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => reopen());
  afterEach(() => world!.close());

  return {
    get database() {
      return database;
    },
    get world() {
      return world!;
    },
    reopen,
    names: () => world!.told.map(({ notice }) => notice.name),
  };
}
