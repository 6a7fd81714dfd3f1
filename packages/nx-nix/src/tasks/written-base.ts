import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileBeside } from '@nx-nix/files';
import { BASE_FILE, readBaseJson, type BaseFacts, type Repo } from '@nx-nix/resolver';
import { dataDirectory } from '../workspace/nx-internal';

/**
 * The environment variable, an input of `check`, that says what is written of the registry's base
 * (`base.json`). `check` waits for no other task, and `emit-registry` may write that file in the same
 * run: so it is put aside before tasks are hashed, and `check` reads what was put aside.
 */
export const WRITTEN_BASE_VARIABLE = 'NX_NIX_WRITTEN_BASE';

/** Puts aside what is written; returns the variable's value. Empty for a registry without a base. */
export function writtenBaseEnvironment(
  workspaceRoot: string,
  registry: Repo | undefined,
): Readonly<Record<string, string>> {
  const none = { [WRITTEN_BASE_VARIABLE]: '' };
  if (registry?.config.base === undefined) return none;
  try {
    const text = readFileSync(join(workspaceRoot, registry.root, BASE_FILE), 'utf8');
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
 * What was put aside when this run began.
 * @returns undefined where nothing was announced: whoever is called without a run reads the file
 */
export function announcedFacts(): { readonly facts: BaseFacts | undefined } | undefined {
  const content = process.env[WRITTEN_BASE_VARIABLE];
  if (!content) return content === '' ? { facts: undefined } : undefined;
  return { facts: readBaseJson(readFileSync(asideFile(content), 'utf8')) };
}

function asideFile(content: string): string {
  return join(dataDirectory(), 'nx-nix', 'written-bases', `${content}.json`);
}

/** A run may last; no run lasts for days. */
function removeOld(folder: string): void {
  const old = Date.now() - 3 * 24 * 3600 * 1000;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (statSync(file).mtimeMs < old) rmSync(file, { force: true });
  }
}
