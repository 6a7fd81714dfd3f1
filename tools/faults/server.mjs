/**
 * Runs commands in one process, one after the other, each with a fault or without: a line of JSON
 * comes in, and one goes out. Started with `--require ./points.cjs`. A fault that kills ends it.
 *
 * @typedef {{ readonly command: string, readonly fault?: import('./points.cjs').Fault }} Request
 * @typedef {{
 *   readonly points: readonly import('./points.cjs').Point[],
 *   readonly success: boolean,
 *   readonly said: string,
 * }} Answer
 */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { runCommandOf } from './commands.mjs';

const { countPoints, endPoints } = createRequire(import.meta.url)('./points.cjs');

const [root, projectsFile] = process.argv.slice(2);
process.chdir(/** @type {string} */ (root));
const projects = JSON.parse(readFileSync(/** @type {string} */ (projectsFile), 'utf8'));
const answer = process.stdout.write.bind(process.stdout);

/** @type {string[]} */
let said = [];
for (const name of /** @type {const} */ (['log', 'error', 'warn'])) {
  console[name] = (...words) => void said.push(words.join(' '));
}
// What nobody catches would be a stack trace, and an end without a sentence.
process.on('uncaughtException', (error) => void said.push(`uncaught ${error.stack}`));
process.on('unhandledRejection', (error) => void said.push(`unhandled ${String(error)}`));

for await (const line of createInterface({ input: process.stdin })) {
  const { command, fault } = /** @type {Request} */ (JSON.parse(line));
  said = [];
  // Where Node and Nx keep what is theirs, nothing is at stake.
  const isWanted = (/** @type {string} */ path) => !path.startsWith('/proc/');
  const points = countPoints({ fault, isWanted });
  let success = false;
  try {
    success = await runCommandOf(command, projects);
  } catch (error) {
    said.push(`uncaught ${/** @type {Error} */ (error).stack}`);
  } finally {
    endPoints();
  }
  answer(`${JSON.stringify({ points, success, said: said.join('\n') })}\n`);
}
