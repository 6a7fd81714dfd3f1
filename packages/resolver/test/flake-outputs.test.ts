import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeWithNix } from '../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { registryFiles } from '../src';
import { askNix, LIB } from './ask-nix';
import { wireFolder } from './wire-fixture';

const DERIVATION = (name: string): string =>
  `{ system }: derivation { name = "${name}"; inherit system; builder = "/bin/sh"; }`;
const SHELL =
  '{ system }: { packages }: derivation { name = "shell"; inherit packages system; builder = "/bin/sh"; }';

describeWithNix('outputs that only some registries have', (nix) => {
  it('are a formatter, the first of several, and a shell with it', async () => {
    const outputs = await outputsOf({
      alejandra: DERIVATION('alejandra'),
      git: DERIVATION('git'),
      'nixfmt-rfc-style': DERIVATION('nixfmt-rfc-style'),
      mkShell: SHELL,
    });
    expect(
      askNix(
        nix,
        `let o = ${outputs}; system = "x86_64-linux"; in
        [ o.formatter.\${system}.name (map (p: p.name) o.devShells.\${system}.default.drvAttrs.packages) ]`,
      ),
    ).toEqual(['nixfmt-rfc-style', ['git', 'nixfmt-rfc-style']]);
  });

  it('are not there where nothing makes them', async () => {
    const outputs = await outputsOf({ git: DERIVATION('git') });
    expect(
      askNix(nix, `let o = ${outputs}; in [ (o ? formatter) (o ? devShells) (o ? packages) ]`),
    ).toEqual([false, false, true]);
  });

  /** A registry of these packages: its flake's outputs, as an expression. */
  async function outputsOf(packages: Readonly<Record<string, string>>): Promise<string> {
    const folder = temporaryFolder('outputs');
    const repos = join(folder, 'repos');
    cpSync(LIB, join(repos, 'lib'), { recursive: true, verbatimSymlinks: true });
    cpSync(join(LIB, '../core/default.nix'), join(repos, 'core/default.nix'));
    for (const [name, text] of Object.entries(packages)) {
      const file = join(repos, 'core/by-name', name.slice(0, 2), name, 'package.nix');
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    cpSync(join(LIB, '../registry'), join(repos, 'registry'), { recursive: true });
    const { wiring, problems } = await wireFolder(folder);
    expect(problems).toEqual([]);
    const frame = { root: 'repos/registry', lib: { root: 'repos/lib' }, description: 'a test' };
    for (const [file, text] of Object.entries(await registryFiles(wiring, frame))) {
      writeFileSync(join(repos, 'registry', file), text);
    }
    return `(import ${repos}/registry/outputs.nix { self.sourceInfo.outPath = "${repos}"; })`;
  }
});
