/**
 * The commands, as Nx calls them, without starting Nx: the functions of the executors, and what
 * `nx sync` does with a generator.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * A file of the plugin as it was built, as Nx loads it.
 *
 * @param {string} file
 */
const built = (file) => require(`nx-nix/dist/${file}`);

/** The commands that are run, by name. */
export const COMMANDS = ['resolve', 'emit-registry', 'sync', 'check'];

/**
 * Runs a command in the workspace of the working directory.
 *
 * @param {string} command
 * @param {any} projects all projects by name, as Nx knows them
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function runCommandOf(command, projects) {
  if (command === 'sync') return sync(projects);
  const { default: executor } = built(`executors/${command}/executor`);
  const project = command === 'emit-registry' ? 'registry' : 'core';
  const options = command === 'check' ? { sarif: 'dist/repos/core/check.sarif' } : {};
  const { success } = await executor(options, contextOf(project, command, projects));
  return success;
}

/**
 * @param {string} projectName
 * @param {string} targetName
 * @param {any} projects
 */
function contextOf(projectName, targetName, projects) {
  const resolving = Object.keys(projects).filter((name) => projects[name].targets.resolve);
  const tasks = resolving.map((name) => [
    `${name}:resolve`,
    { target: { project: name, target: 'resolve' }, overrides: {} },
  ]);
  return {
    root: process.cwd(),
    cwd: process.cwd(),
    isVerbose: false,
    projectName,
    targetName,
    projectsConfigurations: { version: 2, projects },
    nxJsonConfiguration: { plugins: ['nx-nix'] },
    // As in a run of `emit-registry`, whose tasks all are hits.
    taskGraph: { tasks: targetName === 'check' ? {} : Object.fromEntries(tasks) },
  };
}

/**
 * What `nx sync` does: the generator, then the changes of its tree, then its callback.
 *
 * @param {any} projects
 */
async function sync(projects) {
  const nx = join(require.resolve('nx/package.json'), '../dist/src/generators/tree');
  const { FsTree, flushChanges } = require(nx);
  const { syncRegistryFiles } = built('sync/registry/sync-registry-files');
  const { tellNx } = built('boundary/tell-nx');
  const tree = new FsTree(process.cwd(), false);
  try {
    const result = await tellNx(() => syncRegistryFiles(tree, projects));
    flushChanges(process.cwd(), tree.listChanges());
    if (result && 'callback' in result) await result.callback?.();
    return true;
  } catch (error) {
    console.error(/** @type {Error} */ (error).stack);
    return false;
  }
}
