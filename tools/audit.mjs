/**
 * `npm run audit [-- --json] [-- --offline]`: what may be wrong with the packages that npm installs:
 * known vulnerabilities, licences, programs that run when they are installed, packages from elsewhere,
 * without a hash or a version. Ends with status 1 if something is.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { licencesOf, lockFindings, withScripts } from './audit/lock-rules.mjs';
import { vulnerabilities } from './audit/vulnerabilities.mjs';
import { givenOptions } from './command-line/given-options.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = givenOptions('usage: npm run audit -- [--json] [--offline]', {
  options: { json: { type: 'boolean' }, offline: { type: 'boolean' } },
});

/** @type {import('./audit/lock-rules.mjs').Lock} */
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const npmrc = join(root, '.npmrc');
const ignoresScripts =
  existsSync(npmrc) && /^ignore-scripts *= *true$/m.test(readFileSync(npmrc, 'utf8'));
const known = values.offline ? { skipped: '--offline: nobody is asked' } : vulnerabilities(root);
const findings = [
  ...lockFindings(lock, { ignoresScripts }),
  ...('findings' in known ? known.findings : []),
];
const licences = licencesOf(lock);
const scripts = withScripts(lock);

if (values.json) {
  const skipped = 'skipped' in known ? known.skipped : null;
  console.log(JSON.stringify({ findings, licences, scripts, ignoresScripts, skipped }));
} else {
  for (const { rule, package: name, message } of findings)
    console.error(`${rule}: ${name}: ${message}`);
  for (const [scope, counted] of Object.entries(licences)) {
    const told = Object.entries(counted).sort(([, a], [, b]) => b - a);
    console.log(
      `licences, ${scope}: ${told.map(([name, count]) => `${name} ${count}`).join(', ')}`,
    );
  }
  const off = ignoresScripts ? 'kept off by .npmrc' : 'NOT kept off';
  console.log(`install scripts, ${off}: ${scripts.join(', ') || 'none'}`);
  console.log(
    'skipped' in known
      ? `known vulnerabilities: skipped, because ${known.skipped}`
      : `known vulnerabilities: ${known.findings.length}`,
  );
  console.log(`${Object.keys(lock.packages).length} packages, ${findings.length} findings`);
}
if (findings.length > 0) process.exitCode = 1;
