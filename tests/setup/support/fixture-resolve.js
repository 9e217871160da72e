import { resolveMongod } from '../../../src/setup/index.js';

/** Resolves a server with exactly the environment this process was given, and tells the outcome as JSON. */
const said = [];
const options = { env: process.env, say: (line) => said.push(line) };
const outcome = await resolveMongod(options).then(
  (found) => ({ found, said }),
  (error) => ({ code: error.code, message: error.message, said }),
);
process.stdout.write(`${JSON.stringify(outcome)}\n`);
