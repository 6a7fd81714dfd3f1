import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../testing/find-nix';
import { temporaryFolder } from '../testing/temporary-folder';

const LIB = join(__dirname, '..', '..', 'repos', 'lib');

describeWithNix('the lib', ({ bin, env }) => {
  /** Evaluates a file or, after `--expr`, an expression. */
  async function evaluate(...what: readonly string[]) {
    const { execa } = await import('execa');
    const args = ['--eval', '--strict', '--json', ...what];
    return execa(join(bin, 'nix-instantiate'), args, { env, reject: false });
  }

  it('passes its own tests', async () => {
    const { stdout, stderr } = await evaluate(join(LIB, 'tests'));
    expect({ stdout, stderr }).toMatchObject({ stdout: '[]' });
  });

  it('would not pass them if it were wrong', async () => {
    const copy = temporaryFolder('lib');
    cpSync(LIB, copy, { recursive: true, verbatimSymlinks: true });
    const file = join(copy, 'fixed-points.nix');
    const text = readFileSync(file, 'utf8');
    const wrong = text.replace('prev // overlay final prev', 'overlay final prev // prev');
    expect(wrong).not.toBe(text);
    writeFileSync(file, wrong);

    const { stdout } = await evaluate(join(copy, 'tests'));
    const failures = JSON.parse(stdout) as readonly { readonly name: string }[];
    expect(failures.map(({ name }) => name)).toContain('fixed-points: the last of many wins');
  });

  // An abort cannot be caught in Nix itself, so this is tested here.
  it('says which argument callPackage lacks, and where it is asked for', async () => {
    const file = join(LIB, 'tests', 'fixtures', 'pair.nix');
    const { stderr } = await evaluate(
      '--expr',
      `(import ${LIB}).callPackageWith { } ${file} { } == null`,
    );
    expect(stderr).toMatch(/callPackageWith: nothing to pass for 'left' at .*pair\.nix:2:3/);
  });
});
