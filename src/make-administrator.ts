import { readConfig } from './config.js';
import { systemClock } from './platform/clock.js';
import { connectMongo, type Mongo } from './platform/mongo.js';
import { AdministratorExistsError, createAccess, generatePassword } from './access/index.js';
import { createApiKeys, SCOPES } from './api/index.js';
import { createCatalogue, UnknownShopError } from './catalogue/index.js';

/** What is made by hand, on the machine itself: administrators, and keys of the API. Secrets are shown this once. */
const USAGE = `Usage: npm run admin -- create EMAIL "NAME"
       npm run admin -- key create SHOP "NAME" ${SCOPES.join('|')}
       npm run admin -- key list SHOP
       npm run admin -- key rotate ID
       npm run admin -- key revoke ID`;

class UsageError extends Error {}

async function main(words: readonly string[]): Promise<void> {
  const { MONGODB_URI } = readConfig();
  if (!MONGODB_URI) throw new UsageError(USAGE);
  const mongo = await connectMongo(MONGODB_URI);
  try {
    const lines = words[0] === 'key' ? await changeKeys(mongo, words.slice(1)) : await makeAdministrator(mongo, words);
    process.stdout.write(`${lines}\n`);
  } finally {
    await mongo.close();
  }
}

async function makeAdministrator(mongo: Mongo, [act, email, name]: readonly string[]): Promise<string> {
  if (act !== 'create' || !email || !name) throw new UsageError(USAGE);
  const password = generatePassword();
  const made = await createAccess({ mongo, clock: systemClock }).create({ email, name, password });
  return `${made.name} can sign in at /admin as ${made.email}.\nPassword, shown only now: ${password}`;
}

async function changeKeys(mongo: Mongo, [act, of, name, scope]: readonly string[]): Promise<string> {
  const keys = createApiKeys({ mongo, clock: systemClock });
  const made = (text: string, words: string): string => `${words}\nKey, shown only now: ${text}`;
  if (!of) throw new UsageError(USAGE);
  switch (act) {
    case 'create': {
      const given = SCOPES.find((one) => one === scope);
      if (!name || !given) throw new UsageError(USAGE);
      await createCatalogue({ mongo, clock: systemClock }).current(of);
      const { key, text } = await keys.create({ shopId: of, name, scope: given });
      return made(text, `${key.name} may ${key.scope} at ${key.shopId}; its id is ${key.id}.`);
    }
    case 'list': {
      const rows = await keys.list(of);
      const line = (one: (typeof rows)[number]): string =>
        `${one.id}  ${one.scope.padEnd(5)}  ${one.revokedAtUtc === null ? 'good   ' : 'revoked'}  ${one.name}`;
      return rows.length === 0 ? `${of} has no keys.` : rows.map(line).join('\n');
    }
    case 'rotate': {
      const changed = await keys.rotate(of);
      if (!changed) throw new UsageError(`There is no good key ${of}.`);
      return made(changed.text, `The old text of ${changed.key.name} stays good for 24 hours.`);
    }
    case 'revoke':
      if (!(await keys.revoke(of))) throw new UsageError(`There is no good key ${of}.`);
      return `${of} opens nothing any more.`;
    default:
      throw new UsageError(USAGE);
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    const isKnown =
      error instanceof AdministratorExistsError || error instanceof UsageError || error instanceof UnknownShopError;
    const issues = (error as { issues?: readonly { path: readonly string[]; message: string }[] }).issues;
    const said = issues?.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
    process.stderr.write(`${said ?? (isKnown ? error.message : String(error))}\n`);
    process.exit(1);
  },
);
