/**
 * npm run faults -- [--command NAME] [--at N] [--how HOW]
 *
 * Lets every single call of the system go wrong that resolve, emit-registry, sync and check make in a
 * small workspace: reading, opening, writing, renaming, removing, starting programs. Each comes back
 * with every error that fits it, and the process is killed before and after it. What has to hold
 * (tools/faults/law.mjs): the registry is the last good one or the new one, or Nix refuses it with our
 * sentence; a person gets a sentence, and no trace; who says that it succeeded has written; and the
 * same command, run again, makes what it makes where nothing goes wrong.
 *
 * The commands run without Nx, as functions of the executors and of the sync generator
 * (tools/faults/commands.mjs), in one process until it is killed. Exit status 1 means that the law did
 * not hold.
 *
 * Ctrl-C ends it, and tells how far it came.
 *
 * --command  only this one
 * --at       only at this call, as a failure names it
 * --how      only so: `kill before`, `kill after`, or an error such as ENOSPC
 *
 * A Nix, to ask whether it refuses, is taken from the folder NX_NIX_TEST_NIX, else from PATH.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { givenOptions } from './command-line/given-options.mjs';
import { COMMANDS } from './faults/commands.mjs';
import { isSame, judge } from './faults/law.mjs';
import { nixOf } from './faults/nix.mjs';
import { Runner } from './faults/runner.mjs';
import { SmallWorkspace } from './faults/workspace.mjs';

const usage = 'usage: npm run faults -- [--command NAME] [--at N] [--how HOW]';
const { values } = givenOptions(usage, {
  options: { command: { type: 'string' }, at: { type: 'string' }, how: { type: 'string' } },
});

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nx-nix-faults-')));
let failures = 0;
let isEnding = false;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => void (isEnding = true));
}
try {
  const workspace = new SmallWorkspace(folder);
  const runner = new Runner(workspace.root, workspace.projectsFile);
  const nix = nixOf(workspace.root, join(folder, 'nix'));
  try {
    for (const command of values.command ? [values.command] : COMMANDS) {
      failures += await lawFor(command, workspace, runner, nix);
    }
  } finally {
    await runner.end();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;

/**
 * Every fault of one command.
 *
 * @param {string} command
 * @param {SmallWorkspace} workspace
 * @param {Runner} runner
 * @param {(files: import('./faults/law.mjs').Files) => string} nix
 * @returns {Promise<number>} how often the law did not hold
 */
async function lawFor(command, workspace, runner, nix) {
  workspace.reset(command);
  const before = workspace.written();
  // Twice: the first time, this process also loads what it needs.
  await undisturbed(command, workspace, runner);
  workspace.reset(command);
  const points = await undisturbed(command, workspace, runner);
  const after = workspace.written();
  const states = new Map();
  let runs = 0;
  let failed = 0;
  const told = new Set();
  /** States of the disk from which a second run is known to make what it is to make. */
  const mended = new Set();
  for (const [i, { name, path, changes, errors }] of points.entries()) {
    if (isEnding || (values.at !== undefined && Number(values.at) !== i + 1)) continue;
    // A kill at a call that only reads leaves what a kill after the call before it leaves.
    for (const how of [...(changes ? ['kill before', 'kill after'] : []), ...errors]) {
      if (values.how !== undefined && values.how !== how) continue;
      workspace.reset(command);
      const answer = await runner.run({ command, fault: { at: i + 1, how } });
      if (isEnding) break;
      const now = workspace.written();
      const { state, faults } = judge({ answer, now, before, after, nix });
      runs++;
      states.set(state, (states.get(state) ?? 0) + 1);
      const left = workspace.fingerprint();
      const all = [...faults, ...(mended.has(left) ? [] : await secondRun())];
      if (all.length === faults.length) mended.add(left);
      if (values.at !== undefined) console.log(`${how}: ${state}: ${saidBy(answer)}`);
      if (all.length === 0) continue;
      failed++;
      const text = all.join('\n  ');
      if (told.has(text)) continue;
      told.add(text);
      const shown = path.replace(workspace.root, '.');
      console.error(`${command} --at ${i + 1} --how '${how}' (${name} ${shown}):\n  ${text}\n`);
    }
  }
  const sums = [...states].map(([state, count]) => `${state} ${count}`).join(', ');
  console.log(`${command}: ${points.length} calls, ${runs} runs: ${sums}; not held: ${failed}`);
  return failed;

  /** @returns {Promise<string[]>} what is wrong after the same command without a fault */
  async function secondRun() {
    const again = await runner.run({ command });
    const now = workspace.written();
    const isWhole = isSame(now, after) && [...now.keys()].every((file) => !file.endsWith('.tmp'));
    return [
      ...(again === 'killed' || !again.success ? [`the second run fails: ${saidBy(again)}`] : []),
      ...(isWhole ? [] : [`the second run leaves something else: ${[...now.keys()].join(', ')}`]),
    ];
  }
}

/**
 * @param {string} command
 * @param {SmallWorkspace} workspace
 * @param {Runner} runner
 */
async function undisturbed(command, workspace, runner) {
  const answer = await runner.run({ command });
  if (answer === 'killed' || !answer.success) {
    throw new Error(`${command} fails in ${workspace.root}: ${saidBy(answer)}`);
  }
  return answer.points;
}

/** @param {import('./faults/server.mjs').Answer | 'killed'} answer */
function saidBy(answer) {
  return answer === 'killed' ? 'it was killed' : answer.said;
}
