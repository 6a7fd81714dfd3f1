import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix, type NixForTests } from '../../../../tools/testing/find-nix';
import { grantAllIn } from '../../../../tools/testing/grant-all';
import type { NxRun } from '../../../../tools/testing/workspace';
import { NixWorkspace, shellPackage } from './nix-build-workspace';

/** A package of another package set, and one of the workspace that says what it says. */
const CHANNEL = (word: string): string =>
  `{ system, ... }: { old = (${shellPackage(`echo ${word} > $out`)}) { inherit system; }; }\n`;

const PACKAGES = {
  word: shellPackage('echo word > $out'),
  hello: shellPackage('read word < ${word}; echo hello $word > $out', ['word']),
  older: shellPackage('read word < ${old}; echo $word > $out', ['old']),
};

const OVERRIDE = (word: string): string => `final: prev: {
  word = derivation (prev.word.drvAttrs // { args = [ "-c" "echo ${word} > $out" ]; });
}
`;

class LayeredWorkspace extends NixWorkspace {
  constructor(nix: NixForTests) {
    super(nix, PACKAGES);
    this.workspace.write({
      'repos/house/nix-repo.json': '{ "kind": "overlay" }\n',
      'repos/house/channels/stable.json': '{ "url": "../../stable" }\n',
      'repos/house/fallbacks/old.json':
        '{ "channel": "stable", "reason": "gone", "link": "https://example.org/1" }\n',
      'repos/house/overrides/word.nix': OVERRIDE('layer'),
      'repos/house/pkgs/by-name/greet/package.nix': shellPackage(
        'read a < ${hello}; echo $a! > $out',
        ['hello'],
      ),
      'stable/default.nix': CHANNEL('old'),
      // Where Nx sees nothing of it.
      '.gitignore': 'stable\nnode_modules\n.nx\n.cache\n.data\ndist\n',
    });
    grantAllIn(this.workspace.root);
    this.workspace.commit();
  }

  nx(...args: readonly string[]): NxRun {
    return this.workspace.nx(args, this.env);
  }

  get layers(): string {
    return this.workspace.read('repos/registry/layers.nix');
  }
}

describeWithNix('layers', (nix) => {
  let here: LayeredWorkspace;
  beforeEach(() => {
    here = new LayeredWorkspace(nix);
  });
  afterEach(() => here.dispose());

  test('what is built is what the layers make of it, and never what they made before', () => {
    expect(here.build().status).toBe(0);
    expect([here.content('hello'), here.content('older')]).toEqual(['hello layer', 'old']);
    expect(here.build().isHit).toBe(true);

    here.workspace.write({ 'repos/house/overrides/word.nix': OVERRIDE('other') });
    expect(here.build().isHit).toBe(false);
    expect(here.content('hello')).toBe('hello other');

    here.workspace.write({ 'stable/default.nix': CHANNEL('older') });
    expect(here.build().isHit).toBe(false);
    expect(here.content('older')).toBe('older');
    expect(here.build().isHit).toBe(true);

    here.workspace.remove('repos/house/overrides/word.nix');
    expect(here.build().isHit).toBe(false);
    expect(here.content('hello')).toBe('hello word');
    expect(here.layers).not.toContain('overrides/word.nix');
  });

  test('an overlay repo is a project like others', () => {
    const built = here.nx('run', 'house:nix-build');
    expect(built.status).toBe(0);
    const greet = join(here.workspace.root, 'dist/repos/house/result/greet');
    expect(readFileSync(greet, 'utf8')).toBe('hello layer!\n');

    const file = join(here.workspace.root, 'graph.json');
    here.nx('graph', '--file=graph.json');
    const { graph } = JSON.parse(readFileSync(file, 'utf8')) as {
      graph: { dependencies: Record<string, readonly { readonly target: string }[]> };
    };
    const targets = (of: string): readonly string[] =>
      graph.dependencies[of]!.map(({ target }) => target).sort();
    expect(targets('house')).toEqual(['core']);
    expect(targets('core')).toEqual(['house']);

    here.workspace.commit();
    here.workspace.write({ 'repos/house/overrides/word.nix': OVERRIDE('other') });
    const affected = here.nx('show', 'projects', '--affected', '--base=HEAD');
    expect(
      affected.output
        .split('\n')
        .filter((line) => /^\w+$/.test(line))
        .sort(),
    ).toEqual(['core', 'house', 'registry']);

    const { output, status } = here.nx('run', 'house:resolve', '--verify');
    expect({ output, status }).toMatchObject({ status: 0 });
    expect(output).toContain(
      'house: 1 package (flat-by-name), 2 formals; channels 1, fallbacks 1, overrides 1',
    );
    expect(output).toMatch(/house: Nix [\d.]+ says the same of 1 package/);
  });

  test('whatever is wrong is said at once, with its place, and nothing is written', () => {
    here.nx('run', 'registry:emit-registry');
    const before = here.layers;
    here.workspace.write({
      'repos/house/fallbacks/old.json': '{ "channel": "stabel", "reason": "gone" }\n',
      'repos/house/fallbacks/word.json':
        '{ "channel": "stabel", "reason": "gone", "link": "https://example.org/1" }\n',
      'repos/house/overrides/word.nix': 'final: prev: {\n  word = final.word.override { };\n}\n',
    });
    const { output, status } = here.nx('run', 'registry:emit-registry');
    expect(status).not.toBe(0);
    expect(output).toContain(
      'repos/house/fallbacks/old.json:1:1: error[bad-layer]: a fallback has a "link", and this one has none',
    );
    expect(output).toContain(
      'repos/house/fallbacks/word.json:1:14: error[unknown-channel]: there is no channel `stabel`',
    );
    expect(output).toContain('did you mean `stable`?');
    expect(output).toMatch(/repos\/house\/overrides\/word\.nix:2:10: error\[layer-loops\]/);
    expect(here.layers).toBe(before);
    expect(existsSync(join(here.workspace.root, 'repos/registry/layers.nix.tmp'))).toBe(false);
  });
});
