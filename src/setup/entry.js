import { SetupError } from './ways.js';

/** @type {import('./index.d.ts').Say} */
export const say = (line) => void process.stdout.write(`${line}\n`);

/**
 * Runs a command and ends the process with its exit code. What a person can put right is told without a stack.
 * @param {() => Promise<number>} command
 * @param {string} [lastWords] printed last when the command could not run
 */
export async function runCommand(command, lastWords) {
  try {
    process.exitCode = await command();
  } catch (error) {
    process.stderr.write(
      `${error instanceof SetupError ? error.message : error instanceof Error ? error.stack : error}\n`,
    );
    if (lastWords) say(lastWords);
    process.exitCode = 1;
  }
}
