/**
 * The architecture as data: which package may know which, and in each the rooms (folders) in the
 * order in which they may know each other. A file imports from its own room and from those before
 * it. `npm run lint` holds the code to it; `npm run architecture` draws it.
 *
 * @typedef {object} Package
 * @property {string} name
 * @property {string} folder that its rooms are in; files in no room are on top of all of them
 * @property {readonly string[]} rooms from bottom to top
 * @property {string} [onlyDoor] the one file in no room: what others see of it
 * @property {readonly string[]} closedTo npm packages that are none of its business
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
      'names',
      'problems',
      'repo',
      'readings',
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
      'check',
      'compare',
      'plugin',
      'sync',
      'executors',
    ],
    onlyDoor: 'index.ts',
    closedTo: ['graphology.*', 'web-tree-sitter', '@viz-js/.+'],
  },
];

/** Programs for people who work on this, above all packages. @type {Package} */
export const tools = {
  name: 'tools',
  folder: 'tools',
  rooms: [
    'command-line',
    'building',
    'asked-nix',
    'bring-nix/messages',
    'bring-nix/files',
    'bring-nix/debian',
    'bring-nix/nix',
    'split-tree',
    'check-tree',
    'prove-split',
    'soak',
    'bench',
    'architecture',
    'testing',
    'demo-suites',
    'pages',
  ],
  closedTo: [],
};

/**
 * Tools that are to become packages and commands of the product. They know nothing of other tools
 * but these rooms, so that they can leave.
 */
export const leaving = [
  { room: 'bring-nix', knows: [] },
  { room: 'check-tree', knows: ['command-line', 'asked-nix'] },
  { room: 'split-tree', knows: ['command-line'] },
];

/** The only files of packages that start processes: Nix, git, and `ps` where there is no /proc. */
export const starters = [
  'packages/nx-nix/src/nix/(start-nix|supervisor)\\.ts',
  'packages/nx-nix/src/git/',
  'packages/nx-nix/src/compare/evaluation/memory-use\\.ts',
];

/** What tests are made of; they may import anything, and only they may import it. */
export const testPaths = [
  '^packages/[^/]+/test/',
  '^tools/[^/]+/test/',
  '^tools/(testing|demo-suites|pages)/',
  '^(packages|tools)/.*\\.test\\.ts$',
];
