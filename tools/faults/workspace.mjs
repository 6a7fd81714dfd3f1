/** A small workspace with a good registry, whose repos then change. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint } from './law.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));
const LAMBDAS = '{ lib }: lib.useByName { inherit lib; path = ./.; }\n';

/** @type {Readonly<Record<string, string>>} */
const FILES = {
  'nx.json': JSON.stringify({
    ...{ plugins: ['nx-nix'], analytics: false, neverConnectToCloud: true },
    sync: { globalGenerators: ['nx-nix:sync-registry'] },
  }),
  'package.json': '{ "name": "workspace", "private": true }\n',
  '.gitignore': 'node_modules\ndist\n.nx\n.data\n.cache\n',
  'repos/core/nix-repo.json': '{ "kind": "core" }\n',
  'repos/core/default.nix': LAMBDAS,
  'repos/core/by-name/st/stdenv/package.nix': '{ system }:\n{ inherit system; }\n',
  'repos/core/by-name/he/hello/package.nix': '{ stdenv }:\n{ inherit stdenv; }\n',
  'repos/python/nix-repo.json': '{ "kind": "sig" }\n',
  'repos/python/default.nix': LAMBDAS,
  'repos/python/by-name/py/python3/package.nix': '{ stdenv }:\n{ inherit stdenv; }\n',
  'repos/registry/nix-repo.json': '{ "kind": "registry", "description": "before" }\n',
};

/** What changes: every file of the registry does, but its layers. @type {Readonly<Record<string, string>>} */
const EDIT = {
  'repos/core/by-name/he/hello/package.nix': '{ stdenv, python3 }:\n{ inherit stdenv python3; }\n',
  'repos/core/by-name/zl/zlib/package.nix': '{ stdenv }:\n{ inherit stdenv; }\n',
  'repos/registry/nix-repo.json': '{ "kind": "registry", "description": "after" }\n',
};

/** What a command writes, and what has to be a set. */
const WRITTEN = ['repos/registry', 'dist'];

export class SmallWorkspace {
  /** @param {string} folder for it and what is kept of it */
  constructor(folder) {
    this.root = join(folder, 'workspace');
    this.template = join(folder, 'template');
    this.resolved = join(folder, 'resolved');
    this.projectsFile = join(folder, 'projects.json');
    this.#make(folder);
  }

  /**
   * Everything is as before the command: `emit-registry` comes after all `resolve` tasks.
   *
   * @param {string} command
   */
  reset(command) {
    rmSync(this.root, { recursive: true, force: true });
    cpSync(this.template, this.root, { recursive: true, verbatimSymlinks: true });
    if (command === 'emit-registry')
      cpSync(this.resolved, join(this.root, 'dist'), { recursive: true });
  }

  /**
   * The files that commands write, by their paths.
   *
   * @returns {Map<string, string>}
   */
  written() {
    const files = new Map();
    for (const folder of WRITTEN) {
      for (const file of filesIn(join(this.root, folder))) {
        files.set(file.slice(this.root.length + 1), readFileSync(file, 'utf8'));
      }
    }
    return files;
  }

  /** One text for the same state of all that commands write or keep. */
  fingerprint() {
    const kept = filesIn(join(this.root, '.data', 'nx-nix')).map(
      (file) => /** @type {const} */ ([file, String(statSync(file).size)]),
    );
    const files = [...this.written(), ...kept].map(
      ([file, text]) => /** @type {const} */ ([file.replace(/\.\d+\.\w+\.tmp$/, '.tmp'), text]),
    );
    return fingerprint(new Map(files));
  }

  /** @param {string} folder */
  #make(folder) {
    mkdirSync(this.root, { recursive: true });
    this.#write(FILES);
    const copied = ['lib', 'registry'];
    for (const name of copied) {
      cpSync(join(project, 'repos', name), join(this.root, 'repos', name), { recursive: true });
    }
    this.#write(FILES);
    symlinkSync(join(project, 'node_modules'), join(this.root, 'node_modules'), 'dir');
    this.#run('git', ['init', '-q', '-b', 'main']);
    this.#nx(['run', 'registry:emit-registry']);
    this.#write(EDIT);
    this.#nx(['graph', '--file', join(folder, 'graph.json')]);
    const { graph } = JSON.parse(readFileSync(join(folder, 'graph.json'), 'utf8'));
    const projects = Object.entries(graph.nodes).map(([name, node]) => [
      name,
      /** @type {{ data: unknown }} */ (node).data,
    ]);
    writeFileSync(this.projectsFile, JSON.stringify(Object.fromEntries(projects)));
    cpSync(this.root, this.template, { recursive: true, verbatimSymlinks: true });
    this.#nx(['run-many', '-t', 'resolve']);
    cpSync(join(this.root, 'dist'), this.resolved, { recursive: true });
  }

  /** @param {Readonly<Record<string, string>>} files */
  #write(files) {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), content);
    }
  }

  /** @param {readonly string[]} args */
  #nx(args) {
    const nx = join(project, 'node_modules/nx/dist/bin/nx.js');
    this.#run(process.execPath, [nx, ...args]);
  }

  /**
   * @param {string} program
   * @param {readonly string[]} args
   */
  #run(program, args) {
    const kept = Object.entries(process.env).filter(([name]) => !/^(NX_(?!NIX_)|npm_)/.test(name));
    const env = {
      ...Object.fromEntries(kept),
      ...{ NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true', NX_ISOLATE_PLUGINS: 'false' },
      NX_WORKSPACE_DATA_DIRECTORY: join(this.root, '.data'),
      NX_CACHE_DIRECTORY: join(this.root, '.cache'),
    };
    const ran = spawnSync(program, args, { cwd: this.root, encoding: 'utf8', env });
    if (ran.status !== 0)
      throw new Error(`${program} ${args.join(' ')}: ${ran.stdout}${ran.stderr}`);
  }
}

/**
 * @param {string} folder
 * @returns {string[]} all files in it, with their paths
 */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
