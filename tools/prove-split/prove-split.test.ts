/** Worry: the proof that nothing changes proves nothing. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../testing/find-nix';
import { temporaryFolder } from '../testing/temporary-folder';

it('leaves a file that it changes as it was, also if asking fails', async () => {
  const { reachesThroughBase } = await import('./through-base.mjs');
  const folder = temporaryFolder('through-base');
  const file = join(folder, 'package.nix');
  const text = '{ }:\n{\n  name = "tool";\n}\n';
  writeFileSync(file, text);
  let asked = 0;
  const asking = reachesThroughBase(folder, async () => {
    if (++asked === 1) return 'before';
    expect(readFileSync(file, 'utf8')).toContain('proveSplit');
    throw new Error('no answer');
  });
  await expect(asking).rejects.toThrow('no answer');
  expect(readFileSync(file, 'utf8')).toBe(text);
});

describeWithNix('proving a split', ({ bin }) => {
  function prove(tree: string, ...args: readonly string[]) {
    const tool = join(__dirname, '../prove-split.mjs');
    const ran = spawnSync(process.execPath, [tool, tree, '--json', ...args], {
      encoding: 'utf8',
      env: { ...process.env, NX_NIX_TEST_NIX: bin },
      maxBuffer: 1 << 26,
    });
    if (ran.stdout === '') throw new Error(ran.stderr);
    return { status: ran.status, proof: JSON.parse(ran.stdout) };
  }

  it('holds for packages and modules of the small base', () => {
    const counts = ['--packages', '8', '--modules', '3', '--with', 'gnumake,bison'];
    const { status, proof } = prove(join(__dirname, '../testing/small-base'), ...counts);
    expect(proof).toMatchObject({ holds: true, reachesThroughBase: true });
    expect(proof.moved).toHaveLength(11);
    expect(proof.compared.map(({ variant }: { variant: string }) => variant)).toEqual([
      'x86_64-linux',
      'aarch64-darwin',
      'pkgsCross.aarch64-multiplatform',
    ]);
    for (const { same, different } of proof.compared) {
      expect(different).toEqual([]);
      expect(same).toBeGreaterThan(30);
    }
    expect(proof.stdenvIsMadeOf).toEqual(expect.arrayContaining(['bison', 'gnumake']));
    expect(status).toBe(0);
  });

  it('tells what is different afterwards', () => {
    const tree = join(temporaryFolder('prove'), 'tree');
    cpSync(join(__dirname, '../testing/small-base'), tree, { recursive: true });
    const folder = join(tree, 'pkgs/by-name/pl/placed');
    mkdirSync(folder, { recursive: true });
    // Its derivation depends on its place.
    writeFileSync(
      join(folder, 'package.nix'),
      '{ stdenv }: stdenv.mkDerivation { name = "placed"; where = toString ./.; }',
    );
    const only = ['--by-name', 'placed,jq', '--systems', 'x86_64-linux', '--cross', ''];
    const { status, proof } = prove(tree, ...only);
    expect(proof.holds).toBe(false);
    const [{ different }] = proof.compared;
    expect(different.map(({ name }: { name: string }) => name)).toContain('placed');
    expect(different.map(({ name }: { name: string }) => name)).not.toContain('jq');
    expect(status).toBe(1);
  });
});
