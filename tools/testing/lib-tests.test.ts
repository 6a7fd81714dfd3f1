import { cpSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithNix } from './find-nix';
import { nixIn } from './nix-calls';

const LIB = join(__dirname, '..', '..', 'repos', 'lib');

describeWithNix("the lib's own tests", (nix) => {
  const { json, fails } = nixIn(nix);

  it('all pass', async () => {
    expect(await json(['--file', join(LIB, 'tests')])).toEqual([]);
  });

  it('fail when the lib is wrong', async () => {
    const copy = realpathSync(mkdtempSync(join(tmpdir(), 'nx-nix-lib-')));
    cpSync(LIB, copy, { recursive: true, verbatimSymlinks: true });
    const file = join(copy, 'fixed-points.nix');
    const text = readFileSync(file, 'utf8');
    const wrong = text.replace('prev // overlay final prev', 'overlay final prev // prev');
    expect(wrong).not.toBe(text);
    writeFileSync(file, wrong);

    const failures = (await json(['--file', join(copy, 'tests')])) as { readonly name: string }[];
    expect(failures.map(({ name }) => name)).toContain('fixed-points: the last of many wins');
  });

  // It aborts, which no test in Nix can see.
  it('callPackage says which argument is missing, and where', async () => {
    const file = join(LIB, 'tests', 'fixtures', 'pair.nix');
    const call = `(import ${LIB}).callPackageWith { } ${file} { }`;
    expect(await fails(['--expr', call])).toMatch(
      /callPackageWith: nothing to pass for 'left' at .*\/fixtures\/pair\.nix:2:3/,
    );
  });
});
