/**
 * Worry: a package is moved that is not the same in its new place, or is skipped although it would
 * be.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder';

const tree = join(__dirname, '../testing/small-base');

function split(into: string, ...args: readonly string[]) {
  const tool = join(__dirname, '../split-tree.mjs');
  const ran = spawnSync(process.execPath, [tool, '--from', tree, '--into', into, ...args], {
    encoding: 'utf8',
  });
  return { status: ran.status, lines: `${ran.stdout}${ran.stderr}`.trim().split('\n') };
}

/** The files in a folder and below it, sorted. */
function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe('moving packages of a tree into a repo', () => {
  it('copies folders of packages, of groups, of Python modules', () => {
    const repo = join(temporaryFolder('split'), 'repos/core');
    const { status, lines } = split(repo, '--by-name', 'jq,gmp', '--python', 'idna');
    expect({ status, lines }).toEqual({ status: 0, lines: [`${repo}: 3 packages, 0 skipped`] });
    expect(filesIn(repo)).toEqual([
      'by-name/gm/gmp/default.nix',
      'by-name/gm/gmp/packages.nix',
      'by-name/jq/jq/package.nix',
      'default.nix',
      'flake.nix',
      'nix-repo.json',
      'python-modules/idna/default.nix',
    ]);
    expect(JSON.parse(readFileSync(join(repo, 'nix-repo.json'), 'utf8'))).toEqual({
      kind: 'sig',
      description: 'Packages of small-base',
      layout: ['by-name', { name: 'pkgs', folder: 'python-modules', set: 'python3Packages' }],
    });
  });

  it('adds to a repo that is there', () => {
    const repo = join(temporaryFolder('split'), 'repos/core');
    split(repo, '--by-name', 'jq');
    expect(split(repo, '--by-name', 'zlib', '--python', 'six').status).toBe(0);
    expect(filesIn(repo).filter((file) => file.includes('/'))).toEqual([
      'by-name/jq/jq/package.nix',
      'by-name/zl/zlib/package.nix',
      'python-modules/six/default.nix',
    ]);
  });

  it('copies nothing over what is there, and says so without a stack', () => {
    const repo = join(temporaryFolder('split'), 'repos/core');
    split(repo, '--by-name', 'jq');
    const before = filesIn(repo);
    expect(split(repo, '--by-name', 'zlib,jq')).toEqual({
      status: 2,
      lines: [`split-tree: ${repo}/by-name/jq/jq is there already; nothing was copied`],
    });
    expect(filesIn(repo)).toEqual(before);
  });

  it('skips what would not be the same, and says why', () => {
    const repo = join(temporaryFolder('split'), 'repos/core');
    const names = ['--by-name', 'outreach,tls,hello,nobody,jq'];
    const { status, lines } = split(repo, ...names, '--python', 'requests,flit,jq,curl');
    expect({ status, lines }).toEqual({
      status: 1,
      lines: [
        'skipped tls: pkgs/by-name/ou/outreach/package.nix:6:15 uses its files too',
        'skipped hello: pkgs/top-level/all-packages.nix:13:29 uses its files too',
        'skipped nobody: there is no folder of that name',
        "skipped outreach: `../../tl/tls/fix.patch` leads out of the package's folder, pkgs/by-name/ou/outreach (path-leaves-package)",
        'skipped requests: pkgs/top-level/python-packages.nix:17:31 uses its files too',
        'skipped flit: pkgs/top-level/python-packages.nix:5:24 uses its files too',
        'skipped jq: pkgs/top-level/python-packages.nix does not call it as `jq = callPackage … { };`',
        'skipped curl: there is no folder of that name',
        `${repo}: 1 packages, 8 skipped`,
      ],
    });
  });

  it('chooses the same ones again by the same seed', () => {
    const folder = temporaryFolder('split');
    const chosen = (name: string, seed: string) => {
      expect(split(join(folder, name), '--sample', '8', '--seed', seed).status).toBe(0);
      const files = filesIn(join(folder, name, 'by-name'));
      return [...new Set(files.map((file) => file.split('/')[1]))];
    };
    const first = chosen('a', '1');
    expect(first).toHaveLength(8);
    expect(chosen('b', '1')).toEqual(first);
    expect(chosen('c', '2')).not.toEqual(first);
  });

  it('says how to call it', () => {
    const { status, lines } = split('repo', '--sample', '2', '--by-name', 'jq');
    expect({ status, said: lines[0] }).toMatchObject({
      status: 2,
      said: expect.stringMatching(/^usage: /),
    });
  });
});
