/** The process in which commands are run; a new one where a fault killed the last. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const points = fileURLToPath(new URL('points.cjs', import.meta.url));
const server = fileURLToPath(new URL('server.mjs', import.meta.url));

/** @typedef {import('./server.mjs').Answer} Answer */

export class Runner {
  /** @type {{ child: import('node:child_process').ChildProcess, lines: AsyncIterator<string> } | undefined} */
  #running;

  /**
   * @param {string} root of the workspace
   * @param {string} projectsFile
   */
  constructor(root, projectsFile) {
    this.root = root;
    this.projectsFile = projectsFile;
  }

  /**
   * Runs a command.
   *
   * @param {import('./server.mjs').Request} request
   * @returns {Promise<Answer | 'killed'>}
   */
  async run(request) {
    const { child, lines } = (this.#running ??= this.#start());
    child.stdin?.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (!done) return JSON.parse(value);
    this.#running = undefined;
    return 'killed';
  }

  async end() {
    const child = this.#running?.child;
    this.#running = undefined;
    if (!child) return;
    child.stdin?.end();
    await once(child, 'exit');
  }

  #start() {
    const kept = Object.entries(process.env).filter(
      ([name]) => !/^(NX_(?!NIX_)|FORCE_COLOR|npm_)/.test(name),
    );
    const child = spawn(
      process.execPath,
      ['--require', points, server, this.root, this.projectsFile],
      {
        cwd: this.root,
        stdio: ['pipe', 'pipe', 'inherit'],
        env: {
          ...Object.fromEntries(kept),
          NO_COLOR: '1',
          NX_DAEMON: 'false',
          NX_WORKSPACE_DATA_DIRECTORY: `${this.root}/.data`,
          NX_CACHE_DIRECTORY: `${this.root}/.cache`,
        },
      },
    );
    // It may be dead by the time that it is written to.
    child.stdin?.on('error', () => {});
    const lines = createInterface({
      input: /** @type {import('node:stream').Readable} */ (child.stdout),
    })[Symbol.asyncIterator]();
    return { child, lines };
  }
}
