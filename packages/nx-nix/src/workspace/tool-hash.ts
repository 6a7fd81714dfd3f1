import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

let known: string | undefined;

// Why: docs/decisions/caching-and-hashing.md#the-code-of-the-tool-enters-every-hash
/**
 * The hash of the code that makes our outputs: the compiled packages and the grammar. It is part of
 * every task's hash, so that results of another version of the plugin are never a hit.
 */
export function toolHash(): string {
  known ??= hashOfPackages(['@nx-nix/files', '@nx-nix/lambdas', '@nx-nix/resolver', 'nx-nix']);
  return known;
}

function hashOfPackages(packages: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of packages) {
    const dist = join(dirname(require.resolve(`${name}/package.json`)), 'dist');
    for (const file of codeIn(dist)) {
      hash.update(`${name}/${file}\0`);
      hash.update(readFileSync(join(dist, file)));
      hash.update('\0');
    }
  }
  return hash.digest('hex').slice(0, 16);
}

function codeIn(dist: string): readonly string[] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(js|json|wasm)$/.test(file))
    .sort();
}
