import { parseArgs } from 'node:util';

/**
 * Parses a tool's command line with `parseArgs`. A wrong option ends the process with a message,
 * the usage, and status 2.
 *
 * @template {import('node:util').ParseArgsConfig} T
 * @param {string} usage
 * @param {T} config
 * @returns {ReturnType<typeof parseArgs<T>>}
 */
export function givenOptions(usage, config) {
  try {
    return parseArgs(config);
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    console.error(`${message.split('. ')[0]}\n${usage}`);
    process.exit(2);
  }
}
