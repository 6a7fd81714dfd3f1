/** Law: what the derivation of a package is made of, the graph leads to. */
import { propertySeed } from '../testing/property-seed';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../testing/find-nix';
import { temporaryFolder } from '../testing/temporary-folder';

/** Packages that come to others on every way that there is, beside those of the small base. */
const WAYS: Readonly<Record<string, readonly [formals: string, inputs: string]>> = {
  'way-member': ['python3', '[ python3.pkgs.requests ]'],
  'way-with': ['python3', 'with python3.pkgs; [ idna numpy ]'],
  'way-let': ['python3', 'let ps = python3.pkgs; inherit (ps) six; in [ six ps.idna ]'],
  'way-called': ['python3', '[ (python3.withPackages (ps: with ps; [ requests ])) ]'],
  'way-given': ['python3, more ? ps: [ ps.numpy ]', '[ (python3.withPackages more) ]'],
  'way-varied': [
    'python3',
    'let python = python3.override { packageOverrides = _: _: { }; }; in [ python.pkgs.idna ]',
  ],
  'way-computed': ['python3', 'map (name: python3.pkgs.${name}) [ "six" ]'],
  'way-other-python': ['python311', '[ python311.pkgs.numpy ]'],
  'way-other-set': ['python311Packages', '[ python311Packages.idna ]'],
  'way-builders': ['buildPackages, pkgsBuildHost', '[ buildPackages.curl pkgsBuildHost.jq ]'],
  'way-pkgs': ['pkgs', '[ pkgs.python3.pkgs.idna pkgs.tree ]'],
  'way-context': ['jq, tree', '[ "${jq}/bin" (toString tree) ]'],
  'way-scope': ['widgets, hask', '[ widgets.window hask.parser ]'],
  'way-file': ['callPackage', '[ (callPackage ./part.nix { }) ]'],
  'way-file-of-set': ['python3', '[ (python3.pkgs.callPackage ./part.nix { }) ]'],
};

const text = (name: string, [formals, inputs]: readonly [string, string]): string =>
  `{ stdenv, ${formals} }:\nstdenv.mkDerivation {\n  pname = "${name}";\n  version = "1";\n  buildInputs = ${inputs};\n}\n`;

describeWithNix('the graph and the derivations', ({ bin }) => {
  test('every dependency between packages of repos is an edge', () => {
    const tree = join(temporaryFolder('edges'), 'tree');
    cpSync(join(__dirname, '../testing/small-base'), tree, { recursive: true });
    for (const [name, way] of Object.entries(WAYS)) {
      const folder = join(tree, 'pkgs/by-name/wa', name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.nix'), text(name, way));
    }
    writeFileSync(
      join(tree, 'pkgs/by-name/wa/way-file/part.nix'),
      text('part', ['python3', 'with python3.pkgs; [ six ]']),
    );
    writeFileSync(
      join(tree, 'pkgs/by-name/wa/way-file-of-set/part.nix'),
      text('part', ['idna, requests', '[ idna requests ]']),
    );
    const ran = spawnSync(
      process.execPath,
      [join(__dirname, '../prove-edges.mjs'), tree, '--json', '--packages', '60'],
      {
        encoding: 'utf8',
        env: { ...process.env, NX_NIX_TEST_NIX: bin },
        maxBuffer: 1 << 26,
      },
    );
    if (ran.stdout === '') throw new Error(ran.stderr);
    const proof = JSON.parse(ran.stdout);
    expect(proof.missing).toEqual([]);
    // What the base only guesses at is no proof.
    expect(proof.onlyByAll).toEqual([]);
    expect(proof.packages).toBeGreaterThan(35);
    expect(proof.dependencies).toBeGreaterThan(70);
    // Edges that no derivation uses: optional arguments, and what is only taken apart.
    expect(proof.unused.length).toBeLessThan(proof.edges / 4);
    expect(ran.status).toBe(0);
  });

  test('so it is on every way of the soak', async () => {
    const { edgesOfRandomSets } = await import('../soak/edge-law.mjs');
    const { everyWay } = await import('../soak/random-sets.mjs');
    const counts = await edgesOfRandomSets(bin).holds(everyWay());
    expect(counts).toMatchObject({ 'not moved': 0, 'that do not evaluate': 0 });
    expect(counts!['dependencies']).toBeGreaterThan(150);
  }, 240_000);

  /** As `npm run soak` does it, without end. */
  test('so it is in a random set', async () => {
    const { edgesOfRandomSets } = await import('../soak/edge-law.mjs');
    const { heldTo } = await import('../soak/held.mjs');
    const options = { seed: propertySeed(), numRuns: 1, shrinkingTakes: 60_000 };
    const { counts, failure } = await heldTo(edgesOfRandomSets(bin), options);
    expect(failure).toBeUndefined();
    expect(counts!['packages']).toBeGreaterThan(8);
  }, 240_000);
});

test('a dependency that no edge leads to is told', async () => {
  const { comparedEdges } = await import('./compared-edges.mjs');
  const pkg = (attribute: string, ...to: readonly string[]) => ({
    attribute,
    path: [attribute],
    repo: 'one',
    dependencies: to.map((key) => ({
      to: key.replace('base ', ''),
      kind: key.startsWith('base ') ? 'base' : 'required',
      by: key,
    })),
  });
  const graph = {
    packages: [
      pkg('a', 'set', 'b'),
      pkg('b', 'base x'),
      pkg('c', 'base y'),
      pkg('d', 'a'),
      pkg('e'),
    ],
    sets: [{ attribute: 'set', members: ['d'] }],
    base: [{ attribute: 'x', through: ['c'] }],
  };
  const drv = (...keys: readonly string[]) => new Map(keys.map((key) => [key, `${key}.drv`]));
  const all = drv('a', 'b', 'c', 'd', 'e');
  const owners = new Map([...all].map(([key, derivation]) => [derivation, key]));
  const inputs = new Map([
    ['a.drv', new Set(['between.drv'])],
    ['between.drv', new Set(['c.drv', 'd.drv'])],
    ['c.drv', new Set(['e.drv'])],
    ['e.drv', new Set(['a.drv'])],
  ]);
  expect(comparedEdges(graph, all, owners, inputs)).toEqual({
    dependencies: 4,
    named: 2,
    onlyByAll: [{ from: 'c', to: 'e', isDirect: true }],
    missing: [{ from: 'e', to: 'a', isDirect: true }],
    edges: 2,
    unused: [
      { to: 'b', kind: 'required', by: 'b', from: 'a' },
      { to: 'a', kind: 'required', by: 'a', from: 'd' },
    ],
    toSets: 1,
  });
});
