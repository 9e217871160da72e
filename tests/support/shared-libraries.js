import { createRequire } from 'node:module';
import { types } from 'node:util';
import Runtime from 'jest-runtime';

/**
 * Jest reads every library anew for every test file, in a realm of its own: half a second of processor time where the whole
 * product is started. These are read once a worker, by Node itself. They keep nothing that one file could leave behind for
 * the next, and hand out no plain objects: those would be of Node's realm, whose `Object` is not the tests' (expressions of
 * scripts look at that), so the database's driver and zod are not here.
 * Our own code is still read anew for every file.
 */
const SHARED = [
  ...['@slack/bolt', '@slack/web-api', 'botbuilder', 'chrono-node', 'grammy', 'libphonenumber-js', 'luxon'],
  ...[
    'mailparser',
    'nodemailer',
    'pino',
    'playwright-core',
    'smtp-server',
    'sms-segments-calculator',
    'twilio',
    'ws',
    'yaml',
  ],
];
const SHARED_FILE = new RegExp(`^.*/node_modules/(?:${SHARED.join('|')})/(?!.*/node_modules/).*\\.c?js$`);

const requireShared = createRequire(import.meta.url);

export default class SharedLibraries extends Runtime {
  /** @param {ConstructorParameters<typeof Runtime>} args */
  constructor(...args) {
    super(...args);
    recogniseErrors(args[1].global.Error);
  }

  /** @override @param {Parameters<InstanceType<typeof Runtime>['requireModule']>} args */
  requireModule(...args) {
    const path = args[1] ?? args[0];
    return SHARED_FILE.test(path) ? requireShared(path) : super.requireModule(...args);
  }
}

/**
 * What Node and the shared libraries throw is made of another realm's `Error`. In production there is one, and so that it
 * seems here: `instanceof Error` holds for all of them.
 * @param {ErrorConstructor} OwnError
 */
function recogniseErrors(OwnError) {
  const isInstance = Function.prototype[Symbol.hasInstance];
  Object.defineProperty(OwnError, Symbol.hasInstance, {
    /** @this {unknown} @param {unknown} value */
    value(value) {
      return isInstance.call(this, value) || (this === OwnError && types.isNativeError(value));
    },
  });
}
