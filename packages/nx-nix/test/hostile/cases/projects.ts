import type { HostileKind } from '../kinds';

/** What a repo's own files say to Nx. Nx is asked once, about all of them side by side. */
export interface HostileProject {
  readonly name: string;
  readonly kind: HostileKind;
  /** Texts of its files; `@run@` is a command that leaves a trace, `@name@` the name of the repo. */
  readonly files: Readonly<Record<string, string>>;
}

const files = (name: string, of: HostileProject['files']): HostileProject => ({
  name,
  kind: 'projects',
  files: of,
});
const json = (value: object): string => JSON.stringify(value, undefined, 2);
const RUN = { command: '@run@' };
/** A field of one of our targets, in `project.json`. */
const changes = (what: string, target: string, fields: object): HostileProject =>
  files(what, { 'project.json': json({ name: '@name@', targets: { [target]: fields } }) });
const project = (what: string, fields: object): HostileProject =>
  files(what, { 'project.json': json({ name: '@name@', ...fields }) });
const packageJson = (what: string, fields: object): HostileProject =>
  files(what, { 'package.json': json({ name: '@name@', private: true, ...fields }) });

export const PROJECTS: readonly HostileProject[] = [
  changes('another command', 'resolve', RUN),
  changes('another executor', 'check', { executor: 'nx:run-commands', options: RUN }),
  changes('a command of the system in the place of a build', 'nix-build', RUN),
  changes('what runs before', 'resolve', { dependsOn: ['mine'] }),
  changes('what runs before, of other repos', 'resolve', {
    dependsOn: ['^mine', { target: 'x', projects: '*' }],
  }),
  changes('no inputs, so that all is a hit', 'resolve', { inputs: [] }),
  changes('inputs of others', 'check', { inputs: ['{workspaceRoot}/x', { runtime: '@run@' }] }),
  changes('outputs that a hit would write over', 'resolve', {
    outputs: ['{workspaceRoot}/repos/good'],
  }),
  changes('no cache', 'resolve', { cache: false }),
  changes('no cache of a build', 'nix-build', { cache: false }),
  changes('options', 'resolve', { options: { locator: 'nix' } }),
  changes('the hash of our code', 'resolve', { options: { tool: 'old' } }),
  changes('configurations', 'resolve', { configurations: { x: {} }, defaultConfiguration: 'x' }),
  changes('other tasks beside it', 'resolve', { parallelism: false }),
  changes('a task without end', 'resolve', { continuous: true, cache: false }),
  project('a target of its own', { targets: { deploy: RUN } }),
  project('a target whose name every object has', { targets: { constructor: RUN, toString: RUN } }),
  project('a target whose name a terminal obeys', { targets: { 'a\u001b[2J\u202eb': RUN } }),
  project('a target called like a file of the registry', { targets: { 'emit-registry': RUN } }),
  project('tags', { tags: ['nix:registry', 'nix:core'] }),
  project('another name', { name: '@name@-2' }),
  project('a name that is an option', { name: '--help' }),
  project('another kind', { metadata: { nix: { kind: 'registry' } } }),
  project('named inputs, which none of our targets asks for', {
    namedInputs: { default: [], production: [] },
  }),
  project('edges, which only say when it runs itself', { implicitDependencies: ['core'] }),
  packageJson('targets in package.json', { nx: { targets: { resolve: RUN } } }),
  packageJson('scripts that are called like our targets', {
    scripts: { resolve: '@run@', check: '@run@' },
  }),
  packageJson('scripts of its own', { scripts: { postinstall: '@run@' } }),
  packageJson('a name in package.json', { name: '@scope/other' }),
  packageJson('tags in package.json', { nx: { tags: ['nix:lib'] } }),
  files('both files, which say different things', {
    'project.json': json({ name: '@name@', targets: { resolve: { cache: true } } }),
    'package.json': json({
      name: '@name@',
      nx: { targets: { resolve: { cache: false, outputs: [] } } },
    }),
  }),
  files('a project inside', {
    'inner/project.json': json({ name: '@name@-inner', targets: { resolve: RUN } }),
  }),
  files('a project deep inside, beside a package', {
    'by-name/ev/evil/project.json': json({ name: '@name@-deep', targets: { x: RUN } }),
  }),
  files('an nx.json', { 'nx.json': json({ plugins: ['./plugin.js'] }) }),
  files('an nx.json inside', { 'inner/nx.json': json({ tasksRunnerOptions: {} }) }),
  files('a file with a field twice: Nx takes the last', {
    'project.json':
      '{ "name": "@name@", "targets": { "resolve": {} }, "targets": { "resolve": { "command": "@run@" } } }',
  }),
  files('a file with comments', {
    'project.json':
      '{ /* a */ "name": "@name@", "targets": { "deploy": { "command": "@run@" } } } // b',
  }),
];
