import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The root of the project that is tested. */
export const PROJECT = join(__dirname, '..', '..');

/** How an `nx` command ended. */
export interface NxRun {
  readonly status: number;
  /** Its output, both streams. */
  readonly output: string;
  readonly stdout: string;
}

/**
 * For `nx` without a daemon: runs the plugin in a separate process, as is Nx's default. Nx then
 * starts four processes for each run, which take most of its time. So most tests run the plugin in
 * Nx's own process; only tests of what crosses the process border use this: hooks, variables in
 * hashes, messages. Both share a workspace's cache, so tests also show that both compute the same
 * hashes.
 */
export const ISOLATED = { NX_ISOLATE_PLUGINS: 'true' };

/**
 * A temporary Nx workspace with the real plugin, its own cache, and its own daemon if a test wants
 * one.
 */
export class Workspace {
  readonly root: string;
  private readonly usesDaemon: boolean;

  constructor(options: { readonly daemon?: boolean } = {}) {
    this.usesDaemon = options.daemon ?? false;
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-nix-')));
    this.write({
      'nx.json': JSON.stringify({
        plugins: ['nx-nix'],
        sync: { globalGenerators: ['nx-nix:sync-registry'] },
        analytics: false,
        neverConnectToCloud: true,
        defaultBase: 'main',
      }),
      'package.json': JSON.stringify({ name: 'workspace', private: true }),
      '.gitignore': 'node_modules\ndist\n.nx\n.data*\n.cache\n',
    });
    symlinkSync(join(PROJECT, 'node_modules'), join(this.root, 'node_modules'), 'dir');
  }

  /** Writes files by path; missing folders are created. */
  write(files: Readonly<Record<string, string>>): this {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), content);
    }
    return this;
  }

  /** Copies a folder of the project into the workspace. */
  copy(from: string, to: string): this {
    cpSync(join(PROJECT, from), join(this.root, to), { recursive: true, verbatimSymlinks: true });
    return this;
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  remove(path: string): this {
    rmSync(join(this.root, path), { recursive: true, force: true });
    return this;
  }

  /**
   * Commits all files, and makes the workspace a git repository if it is none; returns the commit.
   */
  commit(message = 'state'): string {
    if (!this.has('.git')) this.git('init', '-q', '-b', 'main');
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD').trim();
  }

  git(...args: string[]): string {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
    const ran = spawnSync('git', [...identity, ...args], { cwd: this.root, encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
    return ran.stdout;
  }

  /** Runs `nx` without colours, with plain output, and without the caller's variables of Nx. */
  nx(args: readonly string[], env: Readonly<Record<string, string>> = {}): NxRun {
    const nx = join(PROJECT, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
    const ran = spawnSync(process.execPath, [nx, ...args], {
      cwd: this.root,
      encoding: 'utf8',
      env: { ...this.environment(), ...env },
      timeout: 110_000,
      maxBuffer: 1 << 26,
    });
    return {
      status: ran.status ?? 128,
      stdout: ran.stdout,
      output: `${ran.stdout}${ran.stderr}`,
    };
  }

  /** Starts `nx` as `nx` does, beside others; returns its exit status. */
  async start(args: readonly string[]): Promise<number | null> {
    const nx = join(PROJECT, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
    const child = spawn(process.execPath, [nx, ...args], {
      cwd: this.root,
      env: this.environment(),
      stdio: 'ignore',
      timeout: 110_000,
    });
    const [status] = (await once(child, 'exit')) as [number | null];
    return status;
  }

  /** Stops the workspace's daemon, and removes the workspace. */
  dispose(): void {
    if (this.usesDaemon) this.nx(['daemon', '--stop']);
    rmSync(this.root, { recursive: true, force: true });
  }

  private environment(): Record<string, string> {
    const kept = Object.entries(process.env).filter(
      ([name]) => !/^(NX_|FORCE_COLOR|NODE_OPTIONS|JEST_|npm_)/.test(name) && name !== 'CI',
    );
    return {
      ...(Object.fromEntries(kept) as Record<string, string>),
      NO_COLOR: '1',
      NX_DAEMON: String(this.usesDaemon),
      NX_CACHE_DIRECTORY: join(this.root, '.cache'),
      NX_WORKSPACE_DATA_DIRECTORY: join(this.root, '.data'),
      NX_TUI: 'false',
      NX_NO_CLOUD: 'true',
      // With a daemon, the default of Nx stays.
      ...(this.usesDaemon ? {} : { NX_ISOLATE_PLUGINS: 'false' }),
    };
  }
}
