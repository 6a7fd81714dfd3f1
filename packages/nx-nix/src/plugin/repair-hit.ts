import { repoAt } from '@nx-nix/resolver';
import { buildPackages } from '../build/build-packages';
import { readRecord, recordedPaths, type BuildRecord } from '../build/build-record';
import { findNix } from '../nix/find-nix';
import { keepResults } from '../build/keep-results';
import { registryAccess } from '../base/registry-access';
import { settingArguments, type NixOptions } from '../nix/nix-options';
import { nixPlace } from '../nix/nix-identity';
import { say } from '../boundary/say';
import { told } from '../boundary/terminal-text';
import { UserError } from '../boundary/user-error';
import { buildReportText } from '../build/build-report';
import { missingPaths } from '../nix/store-paths';
import type { PluginOptions } from '../workspace/plugin-options';

/**
 * Builds or fetches the results of a `nix-build` that was a cache hit, if they are missing, and
 * prints that.
 * @param options the options of the task; some are passed to Nix
 * @throws UserError when that fails, or gives other derivations than the record
 */
export async function repairHit(
  workspaceRoot: string,
  root: string,
  roots: readonly string[],
  plugin: PluginOptions,
  options: NixOptions,
): Promise<void> {
  const record = readRecord(workspaceRoot, root);
  if (!record) throw new UserError(`${root}: the cache gave no record of what nix-build made`);
  const nix = findNix(workspaceRoot, plugin.nix);
  const { storeDir } = await nixPlace(nix);
  const { invalid, vanished } = await missingPaths(nix, storeDir, recordedPaths(record));
  const gone = invalid.size + vanished.size;
  const { readsClock = false } = record;
  if (gone === 0 && !readsClock) return;
  const registry = roots.find((folder) => repoAt(workspaceRoot, folder).repo.kind === 'registry');
  say(
    readsClock
      ? told`\nnx-nix: ${root}:nix-build was a hit, but what it built reads the time of its evaluation; building it again`
      : told`\nnx-nix: ${root}:nix-build was a hit, but ${gone} of its store paths are not in ${storeDir}; bringing them back`,
  );
  const report = await buildPackages({
    nix,
    storeDir,
    place: {
      workspaceRoot,
      registry: registry!,
      repos: roots,
      access: registryAccess(workspaceRoot, registry!),
      system: record.system,
      options: settingArguments(options),
    },
    packages: record.packages,
    options,
    dryRun: false,
  });
  say(buildReportText(report));
  const { packages } = record;
  const what = { report, packages, system: record.system, storeDir, readsClock };
  const isComplete = report.succeeded;
  const made = await keepResults(nix, workspaceRoot, root, { ...what, isComplete });
  if (!report.succeeded) throw new UserError(`${root}: what the cache says was built is not there`);
  if (!readsClock) requireSame(root, record, made);
}

/** If the cached derivations differ from those of the present sources, the cache is wrong. */
function requireSame(root: string, record: BuildRecord, made: BuildRecord['packages']): void {
  const was = record.packages.map(({ drvPath }) => drvPath).join('\n');
  const is = made.map(({ drvPath }) => drvPath).join('\n');
  if (was === is) return;
  throw new UserError(
    `${root}: the cache says that nix-build made other derivations than these sources give. The cache is wrong: run \`nx reset\`, and see who writes to a shared one.`,
  );
}
