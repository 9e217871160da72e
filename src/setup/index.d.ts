/**
 * The types of the setup scripts, written once: the scripts are plain JavaScript so that they run before anything is
 * installed, and each is checked against this file by `tests/setup/types.test.ts`.
 */

/** Says one plain line to the person at the keyboard. */
export type Say = (line: string) => void;
export type Environment = Readonly<Record<string, string | undefined>>;

/** A MongoDB server program that runs on this machine. */
export interface Mongod {
  readonly kind: 'binary';
  readonly path: string;
  /** As `mongod --version` says it, e.g. `6.0.5`. */
  readonly version: string;
  /** Which of the ways found it, for the log line. */
  readonly source: string;
}

export interface GivenDatabase {
  readonly kind: 'uri';
  readonly uri: string;
}

/** One way to a program: null when it does not apply, a string when it failed (the reason and what to do). */
export interface Way<Found> {
  readonly name: string;
  find(context: WayContext): Promise<Found | string | null>;
}

export interface WayContext {
  readonly env: Environment;
  readonly say: Say;
  /** Downloads of ours are kept here across projects. */
  readonly cacheDir: string;
}

export interface ResolveOptions {
  readonly env: Environment;
  readonly say: Say;
  /** Default: `parley` in the user's cache folder. */
  readonly cacheDir?: string;
}

/** Something a person can put right. The message lists what was tried and what to do. */
export class SetupError extends Error {
  readonly code: 'setup.failed';
  constructor(message: string);
}

export function findProgram<Found>(what: string, ways: readonly Way<Found>[], options: ResolveOptions): Promise<Found>;

/** The ways to a database in order. @throws SetupError naming each way that failed. */
export function resolveMongod(options: ResolveOptions): Promise<Mongod | GivenDatabase>;

/** As `resolveMongod`, but `MONGODB_URI` does not count: for those who need a server of their own. */
export function resolveMongodBinary(options: ResolveOptions): Promise<Mongod>;

/** The ways to a Chromium for browser tests, in order. @throws SetupError naming each way that failed. */
export function resolveChromium(options: ResolveOptions): Promise<{ readonly path: string }>;

export interface EmbeddedMongo {
  readonly uri: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server has ended, asked to or not. */
  readonly closed: Promise<void>;
  /** Ends it in order and keeps its data; a throw-away server's data is removed. May be called twice. */
  stop(): Promise<void>;
  /** Ends it at once. Journalled writes survive. */
  kill(): void;
}

export interface EmbeddedMongoOptions {
  readonly binary: Pick<Mongod, 'path' | 'version'>;
  /** Where its data is kept across restarts. Without it the server is a throw-away one. */
  readonly dataDir?: string;
}

/**
 * A one-member replica set on 127.0.0.1.
 * @throws SetupError when another process uses the data folder or the server does not start.
 */
export function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo>;

export interface RunningProgram {
  /** The exit code; 128 + the signal's number when a signal ended it. */
  readonly ended: Promise<number>;
  /** Asks it to end in order; after `patienceMs` it is ended. Only the first call counts. */
  stop(signal: 'SIGINT' | 'SIGTERM'): void;
  /** Ends it and its children at once. */
  kill(): void;
}

export interface ProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  readonly say: Say;
  readonly patienceMs?: number;
  /** Ends the program in order also when this process is killed and can no longer say so. Needs a Node program. */
  readonly endWithParent?: boolean;
}

export function runProgram(options: ProgramOptions): RunningProgram;

export interface LaunchOptions extends ProgramOptions {
  /** Brings a database when the environment has no `MONGODB_URI`; null when the program needs none of ours. */
  bringDatabase(): Promise<EmbeddedMongo | null>;
}

/**
 * Runs a program with a database of its own until it ends, and returns its exit code. The first Ctrl-C ends the program
 * in order and then the database; the second ends both at once.
 */
export function launch(options: LaunchOptions): Promise<number>;

export interface Project {
  readonly root: string;
  readonly env: Environment;
  readonly say: Say;
}

/** @throws SetupError when this Node is older than `engines` in package.json. */
export function checkNodeVersion(project: Pick<Project, 'root'>, version?: string): void;

/** True when what is installed is exactly what the lock file says; packages for other machines are not missed. */
export function isInstalled(project: Pick<Project, 'root'>): boolean;

/** Runs `npm ci --ignore-scripts` when something is missing or the lock file changed. @throws SetupError when it fails. */
export function installDependencies(project: Project): Promise<void>;

/** What `npm test` says last: the numbers of tests, a suite that could not be loaded counting as one failure. */
export function summarise(report: {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
}): string;

/** Where `npm start` keeps its database while it runs; null when it does not. */
export function runningMongo(dataDir: string): string | null;

/** Builds the admin panel if its sources changed. Never throws: a panel that cannot be built is told and left out. */
export function buildPanel(options: {
  readonly root: string;
  readonly env: Environment;
  readonly say: Say;
}): Promise<void>;
