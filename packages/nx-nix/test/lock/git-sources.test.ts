import './own-data-directory';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFlakeReference, type Attributes } from '@nx-nix/resolver';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { lockText } from '../../src/lock/lock-file';
import { SourceFailure } from '../../src/git/source-failure';
import { lockSource, openSource, type LockedSource } from '../../src/lock/locked-source';
import { Forge } from './forge';
import { GitRepo } from './git-repo';
import { NixFlakes } from './nix-flake';

/** Git goes to a folder of ours where it is to go to a forge. */
function redirect(from: string, to: string): void {
  process.env['GIT_CONFIG_COUNT'] = '1';
  process.env['GIT_CONFIG_KEY_0'] = `url.${to}.insteadOf`;
  process.env['GIT_CONFIG_VALUE_0'] = from;
}

afterEach(() => {
  process.env['GIT_CONFIG_COUNT'] = '0';
});

function lockUrl(url: string): Promise<LockedSource> {
  const read = readFlakeReference(url);
  if ('rejection' in read) throw new Error(read.rejection);
  return lockSource(read.original);
}

const EMPTY = '{ outputs = _: { }; }\n';

/** What each attribute does to a file, and whether versions of Nix differ for it. */
const ATTRIBUTES: readonly (readonly [attribute: string, content: string, differs: boolean])[] = [
  ['export-ignore', 'x\n', true],
  ['export-subst', 'commit $Format:%H$\n', true],
  ['export-subst', 'nothing to put in\n', false],
  ['ident', '$Id$\n', true],
  ['ident', 'no mark\n', false],
  ['text eol=crlf', 'a\nb\n', true],
  ['text eol=crlf', 'no end of a line', false],
  ['text eol=lf', 'a\nb\n', false],
  ['working-tree-encoding=UTF-16LE-BOM', '\uFEFFa', true],
  ['text=auto', 'a\nb\n', false],
  ['-text merge=union linguist-generated', 'a\nb\n', false],
];

describeWithNix('a commit with attributes', (nix) => {
  const flakes = new NixFlakes(nix);

  it.each(ATTRIBUTES)('%s: %j', async (attribute, content, differs) => {
    const repo = new GitRepo(temporaryFolder('attributes'));
    const bytes = attribute.includes('UTF-16') ? Buffer.from(content, 'utf16le') : content;
    writeFileSync(join(repo.folder, 'file'), bytes);
    const rev = repo.commit({ '.gitattributes': `file ${attribute}\n`, 'flake.nix': EMPTY });
    const raw = temporaryFolder('attributes-raw');
    const names = repo.git('ls-tree', '--name-only', 'HEAD').trim().split('\n');
    for (const name of names) {
      writeFileSync(join(raw, name), repo.raw('cat-file', 'blob', `HEAD:${name}`));
    }
    const { nodes } = JSON.parse(
      await flakes.lock(
        join(temporaryFolder('attributes-lock'), 'flake'),
        `{ inputs.a.url = "${repo.url}?rev=${rev}"; outputs = _: { }; }`,
      ),
    ) as { nodes: { a: { locked: { narHash: string } } } };
    const [major, minor] = (await flakes.version()) as [number, number];
    const isNew = major > 2 || minor >= 20;
    const ofRaw = (await openSource({ type: 'path', path: raw })).locked['narHash'];
    // Versions differ where Nix before 2.20 makes something else of it than what git has.
    expect(nodes.a.locked.narHash === ofRaw).toBe(isNew || !differs);
    if (differs) {
      await expect(lockUrl(repo.url)).rejects.toThrow(
        /^its \.gitattributes say `.*` of file: Nix 2\.8 does what they say, later versions do not$/,
      );
    } else {
      expect((await lockUrl(repo.url)).locked['narHash']).toBe(nodes.a.locked.narHash);
    }
  });
});

describeWithNix('a repository at a forge', (nix) => {
  const flakes = new NixFlakes(nix);
  const FORGES = [
    ['github', 'owner', 'https://github.com/', '.git'],
    ['gitlab', 'owner', 'https://gitlab.com/', '.git'],
    ['sourcehut', '~owner', 'https://git.sr.ht/', ''],
  ] as const;

  it.each(FORGES)(
    '%s: is locked as its archive, which Nix takes',
    async (type, owner, host, end) => {
      const folder = temporaryFolder('forge');
      const name = `repo-${folder.slice(-6)}`;
      const repo = new GitRepo(join(folder, owner, `${name}${end}`));
      const first = repo.commit({ 'flake.nix': EMPTY, 'tests/x': 'x', 'tests/deep/y': 'y' });
      repo.git('tag', '-a', 'v1', '-m', 'v1');
      repo.commit({
        '.gitattributes': 'tests/ export-ignore\n',
        run: { program: 'x' },
        l: { link: 'run' },
      });
      redirect(host, `file://${folder}/`);

      const [now, tag, bare] = await Promise.all([
        lockUrl(`${type}:${owner}/${name}`),
        lockUrl(`${type}:${owner}/${name}/v1`),
        lockUrl(`${type}:${owner}/${name}?rev=${first}`),
      ]);
      expect(tag.locked).toEqual(bare.locked);
      expect(now.locked).toEqual({
        lastModified: Number(repo.git('show', '-s', '--format=%ct').trim()),
        narHash: expect.stringMatching(/^sha256-/) as string,
        owner,
        repo: name,
        rev: repo.git('rev-parse', 'HEAD').trim(),
        type,
      });
      // As if it had been fetched: Nix is not on the net here, and looks into its store first.
      const out = join(folder, 'source');
      mkdirSync(out);
      cpSync(repo.folder, out, { recursive: true, verbatimSymlinks: true });
      rmSync(join(out, '.git'), { recursive: true });
      rmSync(join(out, 'tests'), { recursive: true });
      const added = await flakes.run(['store', 'add-path', '--name', 'source', out]);
      expect(added.status).toBe(0);
      const original = { owner, repo: name, type };
      const node = { isFlake: true, locked: now.locked, original, inputs: new Map() };
      const lock = lockText(new Map([['it', node]]));
      const flake = join(temporaryFolder('forge-flake'), 'flake');
      const text = `{ inputs.it.url = "${type}:${owner}/${name}"; outputs = _: { }; }\n`;
      expect(await flakes.relock(flake, text, lock)).toBe(lock);
      expect(await flakes.fetchAll(flake)).toMatchObject({ status: 0, stdout: '{"it":true}' });
    },
  );

  it('is locked as Nix locks it, which fetches from a GitHub of ours', async () => {
    const folder = temporaryFolder('github');
    const repo = new GitRepo(join(folder, 'owner', 'repo.git'));
    const files = {
      'flake.nix': EMPTY,
      'tests/deep/x': 'x',
      'kept/tests/x': 'x',
      'a.b': 'x',
      a: 'x',
    };
    repo.commit({ ...files, run: { program: 'x' }, there: { link: 'run' } });
    repo.git('tag', '-a', 'v1', '-m', 'v1');
    const other = repo.git('rev-parse', 'HEAD').trim();
    repo.git('update-index', '--add', '--cacheinfo', `160000,${other},module`);
    repo.write({ '.gitattributes': '/tests/ export-ignore\na.b export-ignore\n' });
    repo.git('add', '.gitattributes');
    repo.git('commit', '-q', '-m', 'with a submodule');
    const forge = await Forge.start(repo, folder);
    try {
      const urls = ['github:owner/repo', 'github:owner/repo/v1'];
      const names = ['one', 'two'];
      const lines = urls.map((url, i) => `${names[i]!}.url = "${url}";`);
      const theirs = await flakes.lock(
        join(folder, 'flake'),
        `{ inputs = { ${lines.join(' ')} }; outputs = _: { }; }\n`,
        forge.environment,
      );
      redirect('https://github.com/', `file://${folder}/`);
      const nodes = await Promise.all(
        urls.map(async (url, i) => {
          const { original } = readFlakeReference(url) as { original: Attributes };
          const { locked } = await lockUrl(url);
          return [names[i]!, { isFlake: true, locked, original, inputs: new Map() }] as const;
        }),
      );
      expect(lockText(new Map(nodes))).toBe(theirs);
    } finally {
      forge.stop();
    }
  });

  it('what only the forge knows is refused', async () => {
    const folder = temporaryFolder('forge');
    const repo = new GitRepo(join(folder, 'owner', `${folder.slice(-6)}.git`));
    repo.commit({ '.gitattributes': 'v export-subst\n', v: '$Format:%h$\n' });
    redirect('https://github.com/', `file://${folder}/`);
    await expect(lockUrl(`github:owner/${folder.slice(-6)}`)).rejects.toThrow(
      'its .gitattributes say `export-subst` of v: what is in an archive then, only the forge knows',
    );
  });
});

describe('what git does not find', () => {
  const saying = async (url: string): Promise<string> => {
    try {
      await lockUrl(url);
    } catch (error) {
      if (error instanceof SourceFailure) return error.message;
      throw error;
    }
    return 'nothing';
  };

  it('is said', async () => {
    const repo = new GitRepo(temporaryFolder('refs'));
    expect(await saying(repo.url)).toBe('the repository has no commit at its default branch');
    repo.commit({ a: 'a' });
    repo.git('tag', 'v1');
    repo.git('branch', 'both');
    repo.commit({ a: 'b' });
    repo.git('tag', 'both');
    expect(await saying(`${repo.url}?ref=gone`)).toBe('the repository has no branch or tag `gone`');
    expect(await saying(`${repo.url}?ref=v1`)).toBe(
      '`v1` is a tag of the repository, and no branch',
    );
    expect(await saying(`${repo.url}?rev=${'1'.repeat(40)}`)).toMatch(/has no commit 1111/);
    expect(await saying('path:/nowhere/at/all')).toMatch(/^it cannot be read: ENOENT/);
    const parent = join(repo.folder, '..');
    redirect('https://github.com/owner/', `file://${parent}/`);
    const name = repo.folder.slice(parent.length + 1);
    process.env['GIT_CONFIG_VALUE_0'] = `https://github.com/owner/${name}.git`;
    process.env['GIT_CONFIG_KEY_0'] = `url.file://${repo.folder}.insteadOf`;
    expect(await saying(`github:owner/${name}/both`)).toBe(
      'the repository has both a branch and a tag `both`',
    );
    expect(await saying(`github:owner/${name}?rev=${'2'.repeat(40)}`)).toMatch(/not our ref 2222/);
  });

  it('is said without what lets one in', async () => {
    redirect('https://github.com/', 'https://user:secret@127.0.0.1:1/');
    const said = await saying('github:owner/repo');
    expect(said).toContain('127.0.0.1');
    expect(said).not.toMatch(/secret|user/);
  });
});
