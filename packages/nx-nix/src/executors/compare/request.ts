import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readRegularText } from '@nx-nix/files';
import { nearestNames, parsePath, pathText, type AttributePath } from '@nx-nix/resolver';
import type { ComparisonRequest } from '../../compare/compare-sets';
import { configIn } from '../../base/readable-folders';
import type { NixOptions } from '../../nix/nix-options';
import { UserError } from '../../boundary/user-error';
import { nixSystem } from '../../nix/nix-system';

/** Options of the executor; see its schema.json. */
export interface CompareOptions extends Pick<NixOptions, 'nixOptions'> {
  readonly against?: string;
  readonly systems?: readonly string[];
  readonly cross?: string;
  readonly packages?: readonly string[];
  readonly all?: boolean;
  readonly sample?: number;
  readonly seed?: string | number;
  readonly config?: string;
  readonly readable?: readonly string[];
  readonly json?: boolean;
  readonly markdown?: string;
  readonly allResults?: boolean;
  readonly differences?: 'fail' | 'ok';
  readonly jobs?: number;
  readonly memory?: number;
  readonly timeout?: number;
  readonly resume?: boolean;
}

interface ReadRequest {
  readonly request: ComparisonRequest;
  readonly config: Readonly<Record<string, unknown>> | undefined;
}

/** Systems that occur in Nix code, for a check of typing errors. */
const SYSTEMS = [
  ...['aarch64', 'armv6l', 'armv7l', 'i686', 'loongarch64', 'mips64el', 'mipsel'],
  ...['powerpc64', 'powerpc64le', 'riscv32', 'riscv64', 's390x', 'x86_64'],
]
  .map((cpu) => `${cpu}-linux`)
  .concat(['aarch64-darwin', 'x86_64-darwin', 'aarch64-freebsd', 'x86_64-freebsd'])
  .concat(['aarch64-netbsd', 'x86_64-netbsd', 'x86_64-openbsd', 'x86_64-cygwin']);

/**
 * Reads the options.
 * @throws UserError that names all wrong options
 */
export function requestOf(
  options: CompareOptions,
  workspaceRoot: string,
  registry: string,
): ReadRequest {
  const problems: string[] = [];
  const systems = systemsOf(options, join(workspaceRoot, registry), problems);
  const packages = packagesOf(options, join(workspaceRoot, registry, 'pkgs.json'), problems);
  const { sample } = options;
  if (sample !== undefined && !(Number.isInteger(sample) && sample > 0)) {
    problems.push(`--sample=${sample}: a sample has at least 1 package`);
  }
  const config = configOf(options.config, problems);
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  const seed = String(options.seed ?? randomBytes(4).toString('hex'));
  return {
    request: {
      systems,
      packages,
      sample: sample === undefined ? undefined : { count: sample, seed },
    },
    config,
  };
}

function systemsOf(
  { systems }: CompareOptions,
  registry: string,
  problems: string[],
): readonly string[] {
  const named = [...new Set((systems ?? []).flatMap((text) => text.split(',')))];
  const { systems: own } = configIn(registry);
  const known = [...SYSTEMS, nixSystem(), ...(own ?? [])];
  for (const system of named.filter((one) => !known.includes(one))) {
    const near = nearestNames(system, known);
    const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
    problems.push(`--systems: nobody knows the system ${JSON.stringify(system)}${hint}`);
  }
  return named.length > 0 ? named : [nixSystem()];
}

function packagesOf(
  { packages = [], all }: CompareOptions,
  pkgsJson: string,
  problems: string[],
): ComparisonRequest['packages'] {
  if (all && packages.length > 0) problems.push('--all and --packages: give one of the two');
  if (all) return { kind: 'all' };
  if (packages.length === 0) return { kind: 'listed', paths: listed(pkgsJson) };
  // A comma in quotes is part of a name.
  const names = packages.flatMap((text) => text.match(/(?:"(?:[^"\\]|\\[^])*"|[^,"])+/g) ?? ['']);
  const paths = names.map((name) => ({ name, path: parsePath(name.trim()) }));
  for (const { name, path } of paths) {
    if (!path) problems.push(`--packages: ${JSON.stringify(name)} is no attribute path`);
  }
  const read = paths.flatMap(({ path }) => (path ? [path] : []));
  const distinct = new Map(read.map((path) => [pathText(path), path]));
  return { kind: 'named', paths: [...distinct.values()] };
}

/** The packages of the registry, from `pkgs.json`. */
function listed(file: string): readonly AttributePath[] {
  try {
    const { packages } = JSON.parse(readRegularText(file)) as {
      readonly packages: readonly { readonly path: AttributePath }[];
    };
    return packages.map(({ path }) => path);
  } catch (error) {
    throw new UserError(
      `${file} cannot be read (${(error as Error).message}): run \`nx sync\`, which writes it`,
    );
  }
}

function configOf(
  text: string | undefined,
  problems: string[],
): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) {
      return read as Record<string, unknown>;
    }
  } catch {
    // Reported below.
  }
  problems.push(`--config=${text} is no JSON object, such as {"allowUnfree": true}`);
  return undefined;
}
