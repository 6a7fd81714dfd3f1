/**
 * Adds up the reports of all `test` targets: `N passed, N failed` on the last line, for CI.
 *
 *   node tools/count-tests.mjs FAILED_STEPS
 *
 * A project without a report, a skipped test and a suite that did not run count as failed. Exit
 * status 1 means that something failed, or nothing ran.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const failedSteps = Number(process.argv[2] ?? 0);

let [passed, failed] = [0, 0];
for (const name of projects()) {
  const file = join(root, 'dist/jest', `${name}.json`);
  if (!existsSync(file)) {
    console.log(`${name}: the tests left no report`);
    failed++;
    continue;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const skipped = report.numPendingTests;
  if (skipped > 0) console.log(`${name}: ${skipped} skipped, which counts as failed here`);
  passed += report.numPassedTests;
  failed += report.numFailedTests + report.numRuntimeErrorTestSuites + skipped;
}
// A failed step (lint, types, a crashed test run) counts even if no test failed.
if (failed === 0) failed = failedSteps;
if (passed + failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** The projects that have a `test` target in their project.json. */
function projects() {
  const folders = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
  return ['tools', ...folders].flatMap((folder) => {
    const file = join(root, folder, 'project.json');
    const { name, targets } = JSON.parse(readFileSync(file, 'utf8'));
    return targets.test ? [String(name)] : [];
  });
}
