import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The fields of a registry's `nix-repo.json` that grant the overlay repos what they ask for. */
export interface AllGranted {
  readonly overlays?: readonly string[];
  readonly grants?: Readonly<Record<string, { readonly inputs: readonly string[] }>>;
}

/**
 * Grants every overlay repo of a workspace that it is one, and all that its layers take from
 * outside: for tests of what layers do, where nothing has to be refused.
 */
export function grantAll(workspace: string): AllGranted {
  const repos = join(workspace, 'repos');
  const overlays = namesIn(repos).filter(
    (name) => jsonIn(join(repos, name, 'nix-repo.json'))['kind'] === 'overlay',
  );
  const grants = overlays.map((name) => {
    const urls = ['channels', 'flakes'].flatMap((layer) =>
      namesIn(join(repos, name, layer)).map(
        (file) => jsonIn(join(repos, name, layer, file))['url'],
      ),
    );
    return [name, { inputs: urls.filter((url) => typeof url === 'string') }] as const;
  });
  return overlays.length > 0 ? { overlays, grants: Object.fromEntries(grants) } : {};
}

/** Writes these fields into the registry's `nix-repo.json`, beside what it says. */
export function grantAllIn(workspace: string): void {
  const file = join(workspace, 'repos/registry/nix-repo.json');
  const said = { kind: 'registry', ...jsonIn(file), ...grantAll(workspace) };
  writeFileSync(file, `${JSON.stringify(said, undefined, 2)}\n`);
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function jsonIn(file: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
