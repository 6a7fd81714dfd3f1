import { pathText, type BaseFacts } from '@nx-nix/resolver';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { BasedWorkspace } from './based-workspace';
import { SMALL_BASE } from './small-base';

/** Which of the packages that repos replace the base's other names are made of. */
describeWithNix('through the base', (nix) => {
  const SYSTEMS = { systems: ['x86_64-linux', 'aarch64-darwin'] };
  const ANY = '{ }: 1';

  const reaches = (facts: BaseFacts): Readonly<Record<string, string>> =>
    Object.fromEntries(
      facts.through.map(({ path, reaches: reached }) => [
        pathText(path),
        reached === 'all' ? 'all' : reached.map(pathText).join(' '),
      ]),
    );

  test('derivations, through whatever they are built with', async () => {
    const pythons = 'pythonPackages = final.python.pkgs;';
    const packages = SMALL_BASE['packages.nix']!.replace(
      pythons,
      `${pythons} python3${pythons.slice(6)}`,
    );
    const facts = await new BasedWorkspace(
      nix,
      {
        gnumake: ANY,
        bison: ANY,
        'things/engine': ANY,
        'extras/tools/bison': ANY,
        'python3Packages/six': ANY,
        hello: '{ app, kit, linuxOnly, linuxThrows, stone, tools, tree, zlib }: 1',
        'things/wheel': '{ car }: 1',
      },
      SYSTEMS,
      { 'packages.nix': packages },
    ).facts();
    expect(reaches(facts)).toEqual({
      app: 'python3Packages.six',
      kit: 'extras.tools.bison',
      linuxOnly: '',
      linuxThrows: 'bison',
      stone: '',
      'things.car': 'gnumake things.engine',
      tools: 'bison',
      tree: 'gnumake',
      zlib: 'gnumake',
    });
  });

  test('functions tell what they were made with; of others, nobody knows', async () => {
    const facts = await new BasedWorkspace(nix, {
      gnumake: ANY,
      bison: ANY,
      hello:
        '{ fetch, fetchAny, fetchDeep, identity, things, gone ? 1, circular ? 1, libFormer }: 1',
    }).facts();
    expect(reaches(facts)).toEqual({
      fetch: 'gnumake',
      fetchAny: 'all',
      fetchDeep: 'gnumake',
      identity: 'all',
      things: 'all',
      gone: 'all',
      circular: 'all',
      libFormer: 'all',
    });
  });

  test('of a set, a function takes what its file names; a definition of `lib` alone is nothing', async () => {
    const packages = SMALL_BASE['packages.nix']!.replace(
      '  identity = x: x;',
      `$&
  nameOf = lib.compose "name";
  finder.by = of: of final.bison;
  nameWith = lib.compose final.bison;
  fetchPart = final.callPackage ./fetch-part.nix { };
  fetchWhole = final.callPackage ./fetch-whole.nix { };
  fetchNamed = final.callPackage ./fetch-named.nix { };
  fetchCalled = final.callPackage ./fetch-called.nix { };
  fetchOther = final.callPackage ./fetch-part.nix { nameOf = final.nameWith; };`,
    );
    const facts = await new BasedWorkspace(
      nix,
      {
        gnumake: ANY,
        bison: ANY,
        hello: '{ fetchCalled, fetchNamed, fetchOther, fetchPart, fetchWhole }: 1',
      },
      { systems: ['x86_64-linux'] },
      {
        'packages.nix': packages,
        'fetch-part.nix': '{ extras, nameOf }: url: [ url extras.zlib (nameOf url) ]',
        'fetch-whole.nix': '{ extras }: name: extras.${name}',
        'fetch-called.nix': '{ finder }: name: [ name (finder.by (all: all.pname)) ]',
        'fetch-named.nix': '{ nameWith }: url: nameWith url',
      },
    ).facts();
    expect(reaches(facts)).toEqual({
      fetchCalled: 'all',
      fetchNamed: 'all',
      fetchOther: 'all',
      fetchPart: 'gnumake',
      fetchWhole: 'all',
    });
  });

  test('a name whose own value hangs on what a replaced package says', async () => {
    const packages = SMALL_BASE['packages.nix']!.replace(
      '  identity = x: x;',
      `$&
  chosen = if final.gnumake.name == "gnumake" then final.stone else final.bison;
  built = make { name = "built"; inherit (final) chosen; };`,
    );
    const facts = await new BasedWorkspace(
      nix,
      { gnumake: ANY, bison: ANY, hello: '{ built, chosen, stone }: 1' },
      { systems: ['x86_64-linux'] },
      { 'packages.nix': packages },
    ).facts();
    expect(reaches(facts)).toEqual({ built: 'gnumake', chosen: 'gnumake', stone: '' });
  });

  test('what cannot be marked counts as being in everything', async () => {
    const facts = await new BasedWorkspace(nix, {
      bison: ANY,
      gone: ANY,
      identity: ANY,
      sealed: ANY,
      hello: '{ kit, sealedIn, stone }: 1',
    }).facts();
    expect(reaches(facts)).toEqual({
      kit: 'bison identity sealed',
      sealedIn: 'identity sealed',
      stone: 'identity sealed',
    });
  });

  test('no name is made of anything where nothing is replaced', async () => {
    const facts = await new BasedWorkspace(nix, { hello: '{ identity, tree }: 1' }).facts();
    expect(reaches(facts)).toEqual({ identity: '', tree: '' });
  });
});
