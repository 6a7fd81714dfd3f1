import { join } from 'node:path';
import type { AttributePath } from '@nx-nix/resolver';
import { evaluationMinutes } from '../nix/evaluation-limits';
import type { Nix } from '../nix/find-nix';
import type { NixAccess, SetAccess } from '../nix/nix-access';
import { nixHint } from '../nix/nix-hint';
import { askNix, runNix, type NixRun } from '../nix/run-nix';

/** A package: its attribute path, and the path as text. */
export interface PackageName {
  readonly path: AttributePath;
  readonly attribute: string;
}

/** What a package evaluates to. */
export type Evaluated =
  | {
      readonly kind: 'derivation';
      readonly drvPath: string;
      /** Store paths by output; the default output comes first. */
      readonly outputs: Readonly<Record<string, string>>;
    }
  /** `null` if a package is not for this system, else the name of a Nix type. */
  | { readonly kind: 'other'; readonly type: string }
  | { readonly kind: 'error'; readonly message: string };

/** Where and how packages are evaluated. */
export interface EvaluationSettings {
  readonly workspaceRoot: string;
  /** The registry's folder, from the workspace root. */
  readonly registry: string;
  /** The folders of all repos, from the workspace root. Nix may read them. */
  readonly repos: readonly string[];
  readonly system: string;
  /** What the registry allows beside the repos. */
  readonly access: SetAccess;
  /** Further arguments for Nix: `--option name value`. */
  readonly options: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * How many packages one process evaluates. The limits are its memory and the length of a command
 * line.
 */
const AT_ONCE = 1_000;

/**
 * The expression that looks packages up. Their names are data (a JSON text): no name can become
 * code, and none needs quoting.
 */
const LOOK_UP = `{ registry, system, paths }:
let
  packages = import registry { inherit system; };
  lookUp = builtins.foldl' (set: name: set.\${name}) packages;
  plain = builtins.unsafeDiscardStringContext;
  describe = value:
    if builtins.isAttrs value && value.type or null == "derivation" then {
      drvPath = plain value.drvPath;
      default = value.outputName;
      outputs = map (name: [ name (plain value.\${name}.outPath) ]) (value.outputs or [ "out" ]);
    } else {
      type = builtins.typeOf value;
    };
in
map (path: describe (lookUp path)) (builtins.fromJSON paths)`;

interface Described {
  readonly type?: string;
  readonly drvPath: string;
  readonly default: string;
  readonly outputs: readonly (readonly [string, string])[];
}

/**
 * Evaluates packages of the registry over the working tree, and writes their derivations to the
 * store. Nix runs in restricted mode: it reads only the repos, the base and the store. One process
 * evaluates all; if it fails, the packages are split into halves until each one that fails is
 * alone.
 * @returns a result for each package, in the same order
 */
export async function evaluate(
  nix: Nix,
  place: EvaluationSettings,
  packages: readonly PackageName[],
): Promise<readonly Evaluated[]> {
  const evaluated: Evaluated[] = [];
  for (let at = 0; at < packages.length; at += AT_ONCE) {
    evaluated.push(...(await evaluateSome(nix, place, packages.slice(at, at + AT_ONCE))));
  }
  return evaluated;
}

async function evaluateSome(
  nix: Nix,
  place: EvaluationSettings,
  packages: readonly PackageName[],
): Promise<readonly Evaluated[]> {
  const ran = await lookUp(nix, place, packages);
  if (ran.status === 0) return (JSON.parse(ran.stdout) as readonly Described[]).map(evaluatedOf);
  if (ran.isTimedOut) {
    const message = endless(packages.length);
    return packages.map(() => ({ kind: 'error', message }));
  }
  if (packages.length === 1 || place.signal?.aborted) {
    const message = place.signal?.aborted
      ? 'stopped'
      : await messageOfNix(nix, place, packages[0]!, ran);
    return packages.map(() => ({ kind: 'error', message }));
  }
  const half = Math.ceil(packages.length / 2);
  return [
    ...(await evaluateSome(nix, place, packages.slice(0, half))),
    ...(await evaluateSome(nix, place, packages.slice(half))),
  ];
}

/** NOTE: halves are not tried: each of them could take as long again. */
function endless(packages: number): string {
  const together = packages === 1 ? '' : ` of ${packages} packages together`;
  return `error: the evaluation${together} did not end in ${evaluationMinutes()} minutes (NX_NIX_EVALUATION_MINUTES)`;
}

function lookUp(
  nix: Nix,
  place: EvaluationSettings,
  packages: readonly PackageName[],
): Promise<NixRun> {
  const args = [
    ...['--eval', '--strict', '--json', '--read-write-mode', ...place.options],
    ...['--expr', LOOK_UP],
    ...['--argstr', 'registry', join(place.workspaceRoot, place.registry, 'default.nix')],
    ...['--argstr', 'system', place.system],
    ...['--argstr', 'paths', JSON.stringify(packages.map(({ path }) => path))],
  ];
  // Outside of our process tree, as it may build: a registry can allow to import from derivations.
  return runNix(
    { nix, program: 'nix-instantiate', access: accessOf(place), args },
    { signal: place.signal, timeout: evaluationMinutes() * 60_000 },
  );
}

function evaluatedOf({ type, drvPath, default: first, outputs }: Described): Evaluated {
  if (type !== undefined) return { kind: 'other', type };
  const sorted = [...outputs].sort(([a], [b]) => Number(b === first) - Number(a === first));
  return { kind: 'derivation', drvPath, outputs: Object.fromEntries(sorted) };
}

/**
 * The error message of Nix for a package, as a user would get it on the command line: without
 * traces of our expression. A name that contains a quote cannot be written there.
 */
async function messageOfNix(
  nix: Nix,
  place: EvaluationSettings,
  { path }: PackageName,
  ran: NixRun,
): Promise<string> {
  const canBeQuoted = path.every((name) => !name.includes('"'));
  const attribute = path.map((name) => `"${name}"`).join('.');
  const file = join(place.workspaceRoot, place.registry, 'default.nix');
  const asked = canBeQuoted
    ? await askNix({
        ...{ nix, program: 'nix-instantiate', access: accessOf(place) },
        args: [...place.options, '--argstr', 'system', place.system, file, '-A', attribute],
      })
    : ran;
  const { stderr } = asked.status === 0 ? ran : asked;
  const said = stderr.replace(/^\(use '--show-trace'.*\n?/m, '').trim();
  return [said, nixHint(stderr, place.registry) ?? []].flat().join('\n');
}

/** The repos, and what the registry allows. No task hashes anything else. */
function accessOf({ workspaceRoot, repos, access }: EvaluationSettings): NixAccess {
  const folders = repos.map((root) => join(workspaceRoot, root));
  return { kind: 'set', ...access, folders: [...folders, ...access.folders] };
}
