import './own-data-directory';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { readFlakeReference } from '@nx-nix/resolver';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { wrongFollows } from '../../src/lock/follows';
import { lockText, readLock, type Input, type Inputs } from '../../src/lock/lock-file';
import { Locker } from '../../src/lock/lock-inputs';
import { notesOnOlderNix } from '../../src/lock/older-nix';
import { GitRepo } from './git-repo';
import { NixFlakes } from './nix-flake';

const EMPTY = '{ outputs = _: { }; }\n';
const OUTPUTS = 'outputs = _: { };';

function flakeOf(url: string): string {
  return `{ inputs."app".url = "${url}"; outputs = _: { }; }\n`;
}

async function lockApp(url: string): Promise<Inputs> {
  const { original } = readFlakeReference(url) as { original: never };
  const wanted = { name: 'app', original, isFlake: true, follows: new Map() };
  return new Map<string, Input>([['app', (await new Locker().lock(wanted, undefined)).node]]);
}

/** Why a flake is not locked; `taken` if it is. */
async function saidOf(url: string): Promise<string> {
  try {
    const [wrong] = wrongFollows(await lockApp(url), []);
    return wrong ? `${wrong.path.join('/')} follows ${wrong.to.join('/')}: ${wrong.is}` : 'taken';
  } catch (error) {
    return (error as Error).message;
  }
}

describeWithNix('an external flake', (nix) => {
  const flakes = new NixFlakes(nix);
  const folder = temporaryFolder('external');
  let made = 0;
  const repo = (name: string, files: Parameters<GitRepo['commit']>[0]): GitRepo => {
    const one = new GitRepo(join(folder, `${name}-${++made}`));
    one.commit(files);
    return one;
  };
  const version = flakes.version().then(([major, minor]) => major! * 100 + minor!);

  /** Whether Nix locks a flake that has it as an input; what Nix says if it does not. */
  async function nixSays(url: string): Promise<string> {
    try {
      await flakes.lock(join(folder, `root-${++made}`), flakeOf(url));
      return 'taken';
    } catch (error) {
      return (error as Error).message;
    }
  }

  async function asWritten(lock: string): Promise<string> {
    return (await version) >= 220 ? lock : lock.replaceAll('"refs/heads/main"', '"main"');
  }

  /** Our lock, which Nix has to write too, and to leave as it is. */
  async function expectSameAsNix(url: string): Promise<string> {
    const ours = lockText(await lockApp(url));
    const theirs = await flakes.lock(join(folder, `root-${++made}`), flakeOf(url));
    expect((await asWritten(ours)).replaceAll('"refs/heads/main"', '"main"')).toBe(
      theirs.replaceAll('"refs/heads/main"', '"main"'),
    );
    await expectLeft(url, ours);
    return ours;
  }

  async function expectLeft(url: string, lock: string): Promise<void> {
    expect(await flakes.relock(join(folder, `root-${++made}`), flakeOf(url), lock)).toBe(lock);
  }

  const lib = repo('lib', { 'flake.nix': EMPTY });
  const other = repo('other', { 'flake.nix': EMPTY });

  it.each([
    ['', /does not parse/],
    ['"x"', /^its flake.nix, at 1:1: a flake.nix is a set, and this is a string$/],
    ['let in { outputs = _: { }; }', /a flake.nix is a set/],
    ['{ }', /^its flake.nix, at 1:1: it has no `outputs`$/],
    ['{ outputs = { }; }', /`outputs` is a function/],
    ['{ outputs = import ./x.nix; }', /a call of a function/],
    ['{ outputs.x = 1; }', /`outputs` is a function that is written out, and this is a set/],
    ['rec { outputs = { self, ... }@all: let in { }; }', 'taken'],
    ['({ "outputs" = (x: { }); })', 'taken'],
    [`{ description = "a" + "b"; ${OUTPUTS} }`, /at 1:17: `description` is a string/],
    [`{ description = ''a''\${"b"}''; ${OUTPUTS} }`, /an indented string with an escape/],
    [`{ description = ("a"); ${OUTPUTS} }`, 'taken'],
    [`{ description = ''\n  a\n   b\n  ''; ${OUTPUTS} }`, 'taken'],
    [`{ x = 1; ${OUTPUTS} }`, /at 1:3: a flake.nix has no attribute `x`, only/],
    [`{ inherit (builtins) map; ${OUTPUTS} }`, /written out, not inherited/],
    [`{ nixConfig.x = [ "a" ("b") ]; nixConfig.y = 1; ${OUTPUTS} }`, 'taken'],
    [`{ nixConfig = { x = { }; }; ${OUTPUTS} }`, /a setting of `nixConfig` is a literal/],
    [`{ nixConfig = { x.y = "z"; }; ${OUTPUTS} }`, /and this is a set/],
    [`{ nixConfig.x = [ 1 ]; ${OUTPUTS} }`, /or a list of strings, and this is a list/],
    [`{ nixConfig.x = null; ${OUTPUTS} }`, /a setting of `nixConfig`/],
    [`{ inputs = "x"; ${OUTPUTS} }`, /`inputs` is a set/],
    [`{ inputs.a = "x"; ${OUTPUTS} }`, /the input `a` is a set with/],
    [`{ inputs.a.url = 5; ${OUTPUTS} }`, /`url` of an input is a string/],
    [`{ inputs.a.url = "${lib.url}"; inputs.a.flake = "no"; ${OUTPUTS} }`, /`true` or `false`/],
    [`{ inputs.a.url = "${lib.url}"; inputs.a.b = "x"; ${OUTPUTS} }`, /no `type` has no `b`/],
    [`{ inputs.a.url = ''${lib.url}''; ${OUTPUTS} }`, 'taken'],
    [`{ inputs.a.url = ''\n  ${lib.url}''; ${OUTPUTS} }`, 'taken'],
    [`{ inputs.a.follows = "b c"; inputs."b c".url = "${lib.url}"; ${OUTPUTS} }`, /by the name/],
    // What it follows, and does not have.
    [`{ inputs.a.follows = "b"; ${OUTPUTS} }`, 'app/a follows app/b: nowhere'],
    [
      `{ inputs.l.url = "${lib.url}"; inputs.a.follows = "l/b"; ${OUTPUTS} }`,
      'app/a follows app/l/b: nowhere',
    ],
    [`{ inputs.a.follows = ""; ${OUTPUTS} }`, 'taken'],
  ] as const)('is taken if Nix takes it: %s', async (text, said) => {
    const { url } = repo('shape', { 'flake.nix': text });
    const ours = await saidOf(url);
    if (typeof said === 'string') expect(ours).toBe(said);
    else expect(ours).toMatch(said);
    const theirs = await nixSays(url);
    expect(theirs === 'taken' ? theirs : 'rejected').toBe(ours === 'taken' ? ours : 'rejected');
  });

  it.each([
    ['follows = "a"', '', 'app/a follows app/a: circle'],
    ['follows = "b"', 'inputs.b.follows = "a";', 'app/a follows app/b: circle'],
  ])('is rejected for a circle, as later versions do it: %s', async (a, b, said) => {
    const { url } = repo('circle', { 'flake.nix': `{ inputs.a.${a}; ${b} ${OUTPUTS} }` });
    expect(await saidOf(url)).toBe(said);
    if ((await version) >= 226) expect(await nixSays(url)).toMatch(/follow cycle detected/);
  });

  it('is rejected where it is an input of itself', async () => {
    const one = repo('itself', {});
    one.commit({ 'flake.nix': `{ inputs.a.url = "${one.url}"; ${OUTPUTS} }` });
    expect(await saidOf(one.url)).toBe('its input `a` cannot be locked: it is an input of itself');
    expect(await nixSays(one.url)).toMatch(/found circular import/);
  });

  it('is rejected for what versions of Nix take differently', async () => {
    const self = repo('self', { 'flake.nix': `{ inputs.self.submodules = true; ${OUTPUTS} }` });
    expect(await saidOf(self.url)).toMatch(/it says `submodules` of its input `self`, which Nix 2/);
    if ((await version) <= 226) expect(await nixSays(self.url)).toMatch(/unexpected flake input/);
    const both = `{ inputs.a = { url = "${lib.url}"; follows = "b"; }; inputs.b.url = "${lib.url}"; ${OUTPUTS} }`;
    const twice = repo('both', { 'flake.nix': both });
    expect(await saidOf(twice.url)).toMatch(/names a source and follows another input/);
    if ((await version) >= 234) expect(await nixSays(twice.url)).toMatch(/both a flake reference/);
  });

  it('is read through links, within its source', async () => {
    const text = `{ inputs.lib.url = "${lib.url}"; ${OUTPUTS} }`;
    const linked = repo('linked', {
      'flake.nix': { link: 'there/a.nix' },
      there: { link: 'here' },
      'here/a.nix': { link: '../b.nix' },
      'b.nix': text,
    });
    expect(await expectSameAsNix(linked.url)).toContain('"lib"');
    for (const [link, said] of [
      ['../x.nix', 'its flake.nix is a link that leads out of the source'],
      [join(lib.folder, 'flake.nix'), 'its flake.nix is a link that leads out of the source'],
      ['x.nix', 'its flake.nix is a link to `x.nix`, which is not there'],
      ['flake.nix', 'its flake.nix is a link that leads back to itself'],
    ] as const) {
      const { url } = repo('broken', { 'flake.nix': { link } });
      expect(await saidOf(url)).toBe(said);
      expect(await nixSays(url)).not.toBe('taken');
    }
    const lock = repo('lock', { 'flake.nix': text, 'flake.lock': { link: 'l' }, l: '{ }' });
    expect(await saidOf(lock.url)).toMatch(/its flake.lock is no file/);
    expect(await nixSays(lock.url)).not.toBe('taken');
  });

  it('is rejected with SHA-256 names of objects', async () => {
    const at = join(folder, 'sha256');
    spawnSync('git', ['init', '-q', '-b', 'main', '--object-format=sha256', at]);
    const sha = new GitRepo(at);
    sha.commit({ 'flake.nix': EMPTY });
    const said = 'it is a repository with SHA-256 names of objects, which no Nix reads';
    expect(await saidOf(sha.url)).toBe(said);
    expect(await nixSays(sha.url)).toMatch(/sha256|sha1/);
    const outer = repo('sha', { 'flake.nix': `{ inputs.s.url = "${sha.url}"; ${OUTPUTS} }` });
    expect(await saidOf(outer.url)).toBe(`its input \`s\` cannot be locked: ${said}`);
  });

  describe('that has a lock', () => {
    const inner = repo('tools', { 'flake.nix': `{ inputs.lib.url = "${lib.url}"; ${OUTPUTS} }` });
    const inputs = `lib.url = "${lib.url}"; other.url = "${other.url}"; tools.url = "${inner.url}";`;
    const follow = (to: string): string => `${inputs} tools.inputs.lib.follows = "${to}";`;
    const flake = (text: string): string => `{ inputs = { ${text} }; ${OUTPUTS} }\n`;

    it.each([
      ['taken out', follow('lib'), inputs],
      ['turned round', follow('lib'), follow('other')],
      ['added', inputs, follow('other')],
      ['now of its own', `${inputs} a.follows = "lib";`, `${inputs} a.url = "${other.url}";`],
      ['now an override', inputs, `${inputs} tools.inputs.lib.url = "${other.url}";`],
      ['no override any more', `${inputs} tools.inputs.lib.url = "${other.url}";`, inputs],
      ['no flake any more', inputs, `${inputs} lib.flake = false;`],
    ])('of another day: a follow that is %s', async (_name, before, after) => {
      const lock = await flakes.lock(join(folder, `before-${++made}`), flake(before));
      const app = repo('app', { 'flake.nix': flake(after), 'flake.lock': lock });
      for (const one of [lib, other]) one.commit({ more: String(++made) });
      // Nix 2.8 writes what the override stands in place of, and locks it anew each time.
      if ((await version) < 226 && after.includes('tools.inputs.lib.url')) return;
      await expectSameAsNix(app.url);
    });

    it('keeps what only Nix can lock, as its lock has it', async () => {
      // Nix 2.8 writes parameters of downloads otherwise, and takes no lock of later versions.
      if ((await version) < 226) return;
      const archive = join(folder, 'lib.tar.gz');
      writeFileSync(archive, lib.raw('archive', '--format=tar.gz', '--prefix=lib/', 'HEAD'));
      const rev = '1'.repeat(40);
      const kept = `
        plain.url = "file://${archive}";
        dated.url = "file://${archive}?rev=${rev}&revCount=5&b=c&a=b";
        typed = { type = "tarball"; url = "file://${archive}"; flake = false; };
        deep = { url = "git+file://${other.folder}?submodules=1"; flake = false; };
        flat = { url = "git+file://${other.folder}?shallow=1"; flake = false; };
        attributes = { type = "git"; url = "file://${other.folder}"; submodules = true; };`;
      const lock = await flakes.lock(join(folder, 'kept'), flake(kept));
      const app = repo('kept', { 'flake.nix': flake(kept), 'flake.lock': lock });
      other.commit({ more: String(++made) });
      const ours = lockText(await lockApp(app.url));
      await expectSameAsNix(app.url);
      const nodes = (text: string): object =>
        Object.fromEntries(
          Object.entries((JSON.parse(text) as { nodes: object }).nodes).filter(
            ([name]) => name !== 'root' && name !== 'app',
          ),
        );
      expect(nodes(ours)).toEqual(nodes(lock));
    });

    it('keeps where an archive led that names another place for good', async () => {
      const moved = { type: 'tarball', url: 'https://a.example/x.tar.gz' };
      const locked = {
        lastModified: 1,
        narHash: 'sha256-fzIacIron2y22F2JNoGfQ690ZzPwoSzi8jqRy+5XTrQ=',
        rev: '2'.repeat(40),
        revCount: 7,
        type: 'tarball',
        url: `https://a.example/${'2'.repeat(40)}.tar.gz?rev=${'2'.repeat(40)}`,
      };
      const nodes = { x: { locked, original: moved }, root: { inputs: { x: 'x' } } };
      const lock = JSON.stringify({ nodes, root: 'root', version: 7 });
      const text = flake('x.url = "https://a.example/x.tar.gz";');
      const app = repo('moved', { 'flake.nix': text, 'flake.lock': lock });
      const root = await lockApp(app.url);
      expect(JSON.parse(lockText(root))).toMatchObject({ nodes: { x: { locked } } });
      expect(notesOnOlderNix(root)).toEqual([expect.stringMatching(/^`app\/x` is an archive/)]);
      if ((await version) >= 226) await expectSameAsNix(app.url);
    });

    it('has folders of its own as inputs, wherever it is an input itself', async () => {
      const files = {
        'flake.nix': flake('sub.url = "path:./sub"; data = { url = "./data"; flake = false; };'),
        'sub/flake.nix': flake(`up.url = "path:../up"; lib.url = "${lib.url}";`),
        'up/flake.nix': EMPTY,
        'data/x': 'x',
      };
      const open = repo('open', files);
      const ours = lockText(await lockApp(open.url));
      expect(notesOnOlderNix(await lockApp(open.url))).toContain(
        '`app/sub` is a folder of its flake, by a relative path: Nix 2.8 does not take that',
      );
      const read = readLock(ours) as { inputs: Inputs };
      expect(lockText(read.inputs)).toBe(ours);
      if ((await version) < 226) return;
      await expectSameAsNix(open.url);

      const app = repo('relative', files);
      expect((await flakes.run(['flake', 'lock', app.url])).status).toBe(0);
      app.commit({});
      const own = readFileSync(join(app.folder, 'flake.lock'), 'utf8');
      lib.commit({ more: String(++made) });
      const outer = repo('outer', { 'flake.nix': flake(`app.url = "${app.url}";`) });
      for (const url of [app.url, outer.url]) {
        const lock = lockText(await lockApp(url));
        const { nodes } = JSON.parse(lock) as { nodes: Record<string, object> };
        expect(nodes['lib']).toEqual((JSON.parse(own) as { nodes: typeof nodes }).nodes['lib']);
        await expectLeft(url, lock);
      }
      const out = repo('out', { 'flake.nix': flake('a.url = "path:../../a";') });
      expect(await saidOf(out.url)).toBe(
        'its input `a` cannot be locked: `../../a` leads out of its source',
      );
      expect(await nixSays(out.url)).not.toBe('taken');
    });

    it('follows through what follows, which only Nix 2.8 does not take', async () => {
      const text = flake(`${inputs} t.follows = "tools"; a.follows = "t/lib";`);
      const app = repo('through', { 'flake.nix': text });
      expect(notesOnOlderNix(await lockApp(app.url))).toEqual([
        '`app/a` follows `app/t/lib`, which leads through an input that follows another: Nix 2.8 does not take that',
      ]);
      if ((await version) >= 226) await expectSameAsNix(app.url);
      else expect(await nixSays(app.url)).toMatch(/non-existent input/);
    });

    it('says of inputs of inputs of its inputs what they follow', async () => {
      const deep = repo('deep', { 'flake.nix': flake(`tools.url = "${inner.url}";`) });
      const text = flake(
        `lib.url = "${lib.url}"; deep.url = "${deep.url}"; deep.inputs.tools.inputs.lib.follows = "lib";`,
      );
      const app = repo('far', { 'flake.nix': text });
      const ours = lockText(await lockApp(app.url));
      expect(JSON.parse(ours)).toMatchObject({
        nodes: { tools: { inputs: { lib: ['app', 'lib'] } } },
      });
      if ((await version) >= 234) await expectSameAsNix(app.url);
      else await expectLeft(app.url, ours);
    });
  });
});
