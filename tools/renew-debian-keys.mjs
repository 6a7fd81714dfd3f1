/**
 * `node tools/renew-debian-keys.mjs [--suite NAME]`: takes the keys of Debian's archive from its
 * package debian-archive-keyring, if that is newer than the keys that are pinned here, and the index
 * that names it is signed by one of these. Raises the floors, too. Look at `git diff` and commit.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { debianMirrors } from './bring-nix/debian/debian-sources.mjs';
import { renewKeys } from './bring-nix/debian/renew-keys.mjs';
import { defaultFolder, prepareFolder } from './bring-nix/files/private-folder.mjs';
import { Problem } from './bring-nix/messages/problem.mjs';

try {
  const { values } = parseArgs({ options: { suite: { type: 'string', default: 'trixie' } } });
  const { version, keys, floors } = await renewKeys({
    mirrors: await debianMirrors(),
    suite: values.suite,
    suites: ['bookworm', 'trixie', 'sid'],
    cache: join(await prepareFolder(defaultFolder()), 'debs'),
    log: (line) => console.log(line),
  });
  console.log(`debian-archive-keyring ${version}`);
  for (const { fingerprint, owner } of keys) console.log(`  ${fingerprint} ${owner}`);
  for (const [suite, floor] of Object.entries(floors)) console.log(`  ${suite} from ${floor} on`);
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
