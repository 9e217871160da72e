import mongoose from 'mongoose';

/** One open connection. Mongoose models are made on `connection`; hot paths use `db.collection(...)`. */
export interface Mongo {
  readonly connection: mongoose.Connection;
  /** The driver's own database: no buffering, no casting, for hot paths. */
  readonly db: mongoose.mongo.Db;
  /** Runs `work` in one transaction (majority, snapshot). The callback may run twice: nothing in it leaves the database. */
  transaction<T>(work: (session: mongoose.ClientSession) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** @param options extra driver options, e.g. `{ monitorCommands: true }` for tests that count commands. */
export async function connectMongo(
  uri: string,
  dbName?: string,
  options: mongoose.ConnectOptions = {},
): Promise<Mongo> {
  const connection = await mongoose
    .createConnection(uri, {
      ...(dbName ? { dbName } : {}),
      w: 'majority',
      journal: true,
      retryWrites: true,
      maxPoolSize: 50,
      serverSelectionTimeoutMS: 5_000,
      autoIndex: false,
      autoCreate: false,
      ...options,
    })
    .asPromise();
  const { db } = connection;
  if (!db) throw new Error('the connection was closed while it was being opened');
  return {
    connection,
    db,
    transaction: (work) =>
      connection.getClient().withSession((session) =>
        session.withTransaction(() => work(session), {
          readConcern: { level: 'snapshot' },
          writeConcern: { w: 'majority', journal: true },
        }),
      ),
    close: () => connection.close(),
  };
}

/** Whether a write was refused because a unique key is taken: often the answer "done before", never a reason to look first. */
export function isDuplicateKey(error: unknown): error is object {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 11000;
}
