/**
 * The architecture as data: which package may import which, and for each package its rooms in
 * order. A room is a folder without the folders in it; those are rooms of their own, and stand
 * before or after it. A file imports from its own room and from rooms before it. Every file of code
 * is in a room, or directly in the folder of the package. `npm run lint` checks this; `npm run
 * architecture` draws it.
 *
 * @typedef {object} Package
 * @property {string} name
 * @property {string} folder the folder that contains its rooms; files directly in it may import from
 *   all rooms
 * @property {readonly string[]} rooms from bottom to top
 * @property {string} [onlyDoor] the only file directly in the folder; other packages import nothing else
 * @property {readonly string[]} closedTo npm packages that it must not import
 */

/** @type {readonly Package[]} from bottom to top */
export const packages = [
  {
    name: '@nx-nix/files',
    folder: 'packages/files/src',
    rooms: [],
    closedTo: ['nx', '@nx/.+', 'graphology.*', 'execa', 'web-tree-sitter', '@viz-js/.+'],
  },
  {
    name: '@nx-nix/lambdas',
    folder: 'packages/lambdas/src',
    rooms: ['model', 'syntax', 'diagnostics', 'heads', 'scopes', 'bodies', 'overlays', 'files'],
    onlyDoor: 'index.ts',
    closedTo: ['nx', '@nx/.+', 'graphology.*', 'execa', '@viz-js/.+'],
  },
  {
    name: '@nx-nix/resolver',
    folder: 'packages/resolver/src',
    rooms: [
      'text',
      'names',
      'problems',
      'problems/check',
      'problems/layers',
      'repo',
      'readings',
      'locate/layouts',
      'locate/layers',
      'locate',
      'base',
      'resolve',
      'wire',
      'base-questions',
      'flakes',
      'publish',
      'emit',
      'check',
      'nix-reading',
      'workspace',
    ],
    onlyDoor: 'index.ts',
    closedTo: ['nx', '@nx/.+', 'execa', 'web-tree-sitter'],
  },
  {
    name: 'nx-nix',
    folder: 'packages/nx-nix/src',
    rooms: [
      'boundary',
      'workspace',
      'git',
      'nix',
      'build',
      'nix-reading',
      'base',
      'reading',
      'lock',
      'tasks',
      'projects',
      'check',
      'compare/evaluation',
      'compare/derivation',
      'compare/sides',
      'compare',
      'compare/report',
      'plugin',
      'sync/registry',
      'executors/resolve',
      'executors/check',
      'executors/emit-registry',
      'executors/nix-build',
      'executors/compare',
      'executors/lock',
    ],
    onlyDoor: 'index.ts',
    closedTo: ['graphology.*', 'web-tree-sitter', '@viz-js/.+'],
  },
];

/** Programs for developers of this project; they may import all packages. @type {Package} */
export const tools = {
  name: 'tools',
  folder: 'tools',
  rooms: [
    'command-line',
    'building',
    'audit',
    'asked-nix',
    'bring-nix/messages',
    'bring-nix/files',
    'bring-nix/trust',
    'bring-nix/debian',
    'bring-nix/nix',
    'bring-nix/test',
    'split-tree',
    'check-tree',
    'prove-split',
    'check-facts',
    'prove-edges',
    'soak',
    'faults',
    'bench',
    'architecture',
    'testing',
    'demo-suites',
    'pages',
  ],
  closedTo: [],
};

/**
 * Tools that will become packages and commands of the product. To make that possible, they import
 * no other tools except those in `knows`.
 */
export const leaving = [
  { room: 'bring-nix', knows: [] },
  { room: 'check-tree', knows: ['command-line', 'asked-nix'] },
  { room: 'split-tree', knows: ['command-line'] },
];

/**
 * The only files of packages that may start processes: Nix, git, and `ps` where there is no /proc.
 */
export const starters = [
  'packages/nx-nix/src/nix/(start-nix|supervisor)\\.ts',
  'packages/nx-nix/src/git/',
  'packages/nx-nix/src/compare/evaluation/memory-use\\.ts',
];

/** Tests and their helpers. They may import anything, and nothing else may import them. */
export const testPaths = [
  '^packages/[^/]+/test/',
  '^tools/[^/]+/test/',
  '^tools/(testing|demo-suites|pages)/',
  '^(packages|tools)/.*\\.test\\.ts$',
];
