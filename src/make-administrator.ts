import { readConfig } from './config.js';
import { systemClock } from './platform/clock.js';
import { connectMongo } from './platform/mongo.js';
import { AdministratorExistsError, createAccess, generatePassword } from './access/index.js';

/** `npm run admin -- create EMAIL "NAME"`: the first administrator, and any after. The password is shown this once. */
const USAGE = 'Usage: npm run admin -- create EMAIL "NAME"';

async function main([act, email, name]: readonly string[]): Promise<void> {
  const { MONGODB_URI } = readConfig();
  if (act !== 'create' || !email || !name || !MONGODB_URI) throw new Error(USAGE);
  const mongo = await connectMongo(MONGODB_URI);
  try {
    const password = generatePassword();
    const made = await createAccess({ mongo, clock: systemClock }).create({ email, name, password });
    process.stdout.write(
      `${made.name} can sign in at /admin as ${made.email}.\nPassword, shown only now: ${password}\n`,
    );
  } finally {
    await mongo.close();
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    const isKnown = error instanceof AdministratorExistsError || (error instanceof Error && error.message === USAGE);
    const issues = (error as { issues?: readonly { path: readonly string[]; message: string }[] }).issues;
    const said = issues?.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
    process.stderr.write(`${said ?? (isKnown ? error.message : String(error))}\n`);
    process.exit(1);
  },
);
