import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readInside, writeFileBeside } from '@nx-nix/files';
import { BASE_FILE, readBaseJson, type BaseFacts, type Repo } from '@nx-nix/resolver';
import { dataDirectory } from '../workspace/nx-internal';

/**
 * The environment variable with the hash of the written facts about the base (`base.json`); an
 * input of `check`. `check` depends on no task, and `emit-registry` may write that file in the same
 * run. So the file is copied before tasks are hashed, and `check` reads the copy.
 */
export const WRITTEN_BASE_VARIABLE = 'NX_NIX_WRITTEN_BASE';

/**
 * Copies the written facts; returns the variable with their hash. Empty for a registry without a
 * base.
 */
export function writtenBaseEnvironment(
  workspaceRoot: string,
  registry: Repo | undefined,
): Readonly<Record<string, string>> {
  const none = { [WRITTEN_BASE_VARIABLE]: '' };
  if (registry?.config.base === undefined) return none;
  try {
    const text = readInside(join(workspaceRoot, registry.root), BASE_FILE).toString('utf8');
    const content = hash('sha256', text, 'hex').slice(0, 32);
    const aside = asideFile(content);
    mkdirSync(dirname(aside), { recursive: true });
    writeFileBeside(aside, text);
    removeOld(dirname(aside));
    return { [WRITTEN_BASE_VARIABLE]: content };
  } catch {
    return none;
  }
}

/**
 * The facts that were copied when this run began.
 * @returns undefined if there was no run: then the caller reads the file
 */
export function factsAtRunStart(): { readonly facts: BaseFacts | undefined } | undefined {
  const content = process.env[WRITTEN_BASE_VARIABLE];
  if (!content) return content === '' ? { facts: undefined } : undefined;
  return { facts: readBaseJson(readFileSync(asideFile(content), 'utf8')) };
}

function asideFile(content: string): string {
  return join(dataDirectory(), 'nx-nix', 'written-bases', `${content}.json`);
}

/** A run may last for hours, but not for days. */
function removeOld(folder: string): void {
  const old = Date.now() - 3 * 24 * 3600 * 1000;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (statSync(file).mtimeMs < old) rmSync(file, { force: true });
  }
}
