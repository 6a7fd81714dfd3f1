import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  allProblems,
  problemText,
  readRepo,
  readWorkspace,
  registryFiles,
  type RepoReading,
  type Wiring,
} from '@nx-nix/resolver';
import type { NixForTests } from '../../../../tools/testing/find-nix';
import { grantAll } from '../../../../tools/testing/grant-all';
import { PROJECT } from '../../../../tools/testing/workspace';
import { baseOfRegistry } from '../../src/base/base-of-registry';

/** The small package set with nixpkgs' ways. */
export const SMALL_BASE = join(PROJECT, 'tools/testing/small-base');

/** How a set is made, on either side, as Nix text: the arguments of its `default.nix`. */
export interface Variant {
  readonly name: string;
  readonly system: string;
  readonly crossSystem?: string;
  readonly config?: string;
  readonly overlays?: string;
}

/** As far as a Nix needs to be told; one that is not the system's may have no group for builders. */
const BUILDING = [
  '--read-write-mode',
  ...['--option', 'sandbox', 'false'],
  ...['--option', 'substituters', ''],
  ...['--option', 'build-users-group', ''],
] as const;

/**
 * A workspace in a temporary folder, made of the project's own registry and lib: repos, and below
 * them a base. The registry is wired and emitted in process, by what `nx run registry:emit-registry`
 * uses too.
 */
export class RegistryOnBase {
  constructor(
    private readonly nix: NixForTests,
    readonly folder: string,
  ) {
    // The environment is how a Nix gets a store of its own.
    Object.assign(process.env, nix.env);
    for (const file of ['default.nix', 'registry.nix']) {
      this.copy(join(PROJECT, 'repos/registry', file), `repos/registry/${file}`);
    }
    this.copy(join(PROJECT, 'repos/lib'), 'repos/lib');
    this.copy(SMALL_BASE, 'small-base');
  }

  copy(from: string, to: string): this {
    cpSync(from, join(this.folder, to), { recursive: true });
    return this;
  }

  write(files: Readonly<Record<string, string>>): this {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), content);
    }
    return this;
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /**
   * Asks Nix about a base, wires the repos on it, and writes the registry.
   * @param base the base's folder, from the workspace's; undefined for a registry without one
   * @param config under which its names are read, as JSON
   * @param more further fields of the registry's `nix-repo.json`
   */
  async emit(
    base: string | undefined,
    config: Record<string, unknown>,
    more: Record<string, unknown> = {},
  ): Promise<Wiring> {
    const systems = ['aarch64-darwin', 'x86_64-linux'];
    const on = base === undefined ? {} : { base: `../../${base}` };
    const granted = grantAll(this.folder);
    const said = { kind: 'registry', ...on, config, systems, ...granted, ...more };
    this.write({ 'repos/registry/nix-repo.json': JSON.stringify(said) });
    const workspace = await readWorkspace(this.folder, {
      roots: readdirSync(join(this.folder, 'repos')).map((name) => `repos/${name}`),
      // These repos have no default.nix: that is no matter here.
      read: async (root) => withFileProblems(await readRepo(this.folder, root)),
      baseOf: (registry, resolutions) =>
        baseOfRegistry(this.folder, registry, resolutions, {
          nix: () => ({ bin: this.nix.bin, isOnPath: false }),
        }),
    });
    const { wiring } = workspace;
    const registry = workspace.registry!;
    const problems = allProblems(workspace);
    if (problems.length > 0)
      throw new Error(problems.map((problem) => problemText(problem)).join('\n'));
    const frame = { root: registry.root, description: '', lib: { root: 'repos/lib' } };
    const files = await registryFiles(wiring, frame, workspace.base);
    for (const [name, text] of Object.entries(files))
      this.write({ [`${registry.root}/${name}`]: text });
    return wiring;
  }

  /** The set that a `default.nix` makes, as Nix text. @param of its folder, from the workspace's */
  set(of: string, { system, crossSystem, config, overlays }: Variant): string {
    const given = [
      `system = "${system}";`,
      ...(crossSystem ? [`crossSystem = { config = "${crossSystem}"; };`] : []),
      ...(config ? [`config = ${config};`] : []),
      ...(overlays ? [`overlays = ${overlays};`] : []),
    ];
    return `(import ${this.folder}/${of} { ${given.join(' ')} })`;
  }

  /**
   * Evaluates in restricted mode, strictly.
   * @param mode `building` where something has to be built to be evaluated
   */
  evaluate(expression: string, mode: 'reading' | 'building' = 'reading'): unknown {
    const { bin, env } = this.nix;
    const question = join(this.folder, 'question.nix');
    writeFileSync(question, expression);
    const ran = spawnSync(
      join(bin, 'nix-instantiate'),
      [
        ...['--option', 'restrict-eval', 'true', '-I', `workspace=${this.folder}`],
        ...(mode === 'building' ? BUILDING : []),
        ...['--eval', '--strict', '--json', question],
      ],
      { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 1 << 26 },
    );
    if (ran.status !== 0) throw new Error(ran.error?.message ?? ran.stderr);
    return JSON.parse(ran.stdout);
  }
}

function withFileProblems(reading: RepoReading): RepoReading {
  return { ...reading, problems: reading.located.problems };
}
