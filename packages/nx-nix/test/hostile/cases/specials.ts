import { spawnSync } from 'node:child_process';
import { basename, dirname } from 'node:path';
import {
  folder,
  linkTo,
  packageFile,
  pipe,
  type HostileCase,
  type HostileFiles,
  type Make,
} from '../hostile-case';

/** A socket that nobody listens at any more. NOTE: its name is short, so it is called by that alone. */
const socket: Make = (path) => {
  const code =
    'require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))';
  spawnSync(process.execPath, ['-e', code, basename(path)], {
    cwd: dirname(path),
    stdio: 'ignore',
  });
};

const special = (
  name: string,
  files: HostileFiles,
  more: Partial<HostileCase> = {},
): HostileCase => ({
  name,
  kind: 'specials',
  files,
  ...more,
});

export const SPECIALS: readonly HostileCase[] = [
  special('nix-repo.json is a pipe', { 'nix-repo.json': pipe }),
  special('nix-repo.json is a device', { 'nix-repo.json': linkTo('/dev/zero') }),
  special('nix-repo.json is a folder', { 'nix-repo.json': folder }),
  special('default.nix is a pipe', { 'default.nix': pipe, [packageFile('evil')]: '{ }: 1' }),
  special('default.nix is a folder', { 'default.nix': folder, [packageFile('evil')]: '{ }: 1' }),
  special('a package is a pipe', { [packageFile('evil')]: pipe }),
  special('a package is a socket', { [packageFile('evil')]: socket }),
  special('a package is a device', { [packageFile('evil')]: linkTo('/dev/zero') }),
  special('a package is the memory of the process', {
    [packageFile('evil')]: linkTo('/proc/self/environ'),
  }),
  special('a package is a folder called like a file', { [packageFile('evil')]: folder }),
  special('a package imports a pipe', {
    [packageFile('evil')]: 'import ./pipe',
    'by-name/ev/evil/pipe': pipe,
  }),
  special('a package imports a device', { [packageFile('evil')]: 'import /dev/zero' }),
  special('the folder of all packages is a file', { 'by-name': 'nothing' }),
  special('the folder of all packages is a pipe', { 'by-name': pipe }),
  special('a shard is a pipe', { 'by-name/ev': pipe, [packageFile('fine')]: '{ }: 1' }),
  special(
    'a pipe lies beside a package',
    { [packageFile('evil')]: '{ }: "evil"', 'by-name/ev/evil/x.nix': pipe },
    {
      values: { '["evil"]': 'evil' },
    },
  ),
  special('the list of submodules is a pipe', {}, { around: { '.gitmodules': pipe } }),
  special('flake.nix is a pipe, and there is nothing else', {
    'nix-repo.json': undefined,
    'default.nix': undefined,
    'flake.nix': pipe,
  }),
  special(
    'a file among the repos',
    {},
    { around: { 'repos/file': 'nothing', 'repos/pipe': pipe } },
  ),
];
