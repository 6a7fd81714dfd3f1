import { spawnSync } from 'node:child_process';

/**
 * @typedef {import('./lock-rules.mjs').Finding} Finding
 * @typedef {{ readonly findings: Finding[] } | { readonly skipped: string }} Vulnerabilities
 */

/**
 * Asks the npm registry what is known of the packages of a lock.
 *
 * @param {string} folder of the lock
 * @returns {Vulnerabilities} what is known, or why nobody could be asked
 */
export function vulnerabilities(folder) {
  const ran = spawnSync('npm', ['audit', '--json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 120_000,
  });
  if (ran.error) return { skipped: `npm could not be asked: ${ran.error.message}` };
  return readAudit(ran.stdout);
}

/**
 * What `npm audit --json` has printed.
 *
 * @param {string} text
 * @returns {Vulnerabilities}
 */
export function readAudit(text) {
  /** @type {{ vulnerabilities?: Record<string, { severity?: string, range?: string, via?: readonly (string | { title?: string })[] }>, message?: string, error?: { summary?: string } }} */
  let said;
  try {
    said = JSON.parse(text);
  } catch {
    return { skipped: 'npm audit printed no JSON' };
  }
  if (said.vulnerabilities === undefined) {
    return { skipped: said.message ?? said.error?.summary ?? 'npm audit did not say anything' };
  }
  return {
    findings: Object.entries(said.vulnerabilities).map(([name, { severity, range, via = [] }]) => {
      const titles = via.map((one) => (typeof one === 'string' ? `by ${one}` : one.title));
      const message = `${severity}, ${range}: ${titles.join('; ')}`;
      return { rule: 'vulnerability', package: name, message };
    }),
  };
}
