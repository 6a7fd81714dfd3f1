import { compareNames } from '../names/attribute-path';
import { isInPlace, type ExternalInput } from '../wire/external-inputs';
import { didYouMean, nearestNames } from '../names/nearest-names';
import { BadPublished } from '../problems/bad-published';
import { FILE_START, type Place, type Problem } from '../problems/problem';
import { readFlakeReference, type Attributes } from '../flakes/flake-reference';
import type { Repo } from '../repo/repo';

/** An input of the published flake, or of `inputs.json`. */
export interface PublishedInput {
  readonly name: string;
  /** The flake reference, as it was written. */
  readonly url: string;
  /** The same as Nix writes it in a lock. */
  readonly original: Attributes;
  /** `where-it-is-one`: a flake if it has a flake.nix, else a folder. */
  readonly kind: 'flake' | 'folder' | 'where-it-is-one';
  /** Its own inputs that are inputs of ours: names to names. */
  readonly follows: Readonly<Record<string, string>>;
  /** Where its reference stands. */
  readonly place: Place;
}

/** Inputs, and what is wrong with the others. */
export interface ReadInputs {
  readonly inputs: readonly PublishedInput[];
  readonly problems: readonly Problem[];
}

/** An input that there has to be. */
interface Needed extends Pick<PublishedInput, 'name' | 'kind' | 'follows'> {
  /** What it is, for sentences. */
  readonly what: string;
  /** Where it is, as it says itself. */
  readonly own: { readonly url: string; readonly place: Place } | undefined;
  /** Whether the registry may say otherwise. */
  readonly isMovable: boolean;
}

/**
 * The inputs of the registry's published flake, by name.
 * @param lib the workspace's lib
 * @param repos the repos that the registry takes packages or layers from
 * @param external what it takes from outside, its base among them
 * @returns undefined where the registry is not to be published
 */
export function publishedInputs(
  registry: Repo,
  lib: Repo | undefined,
  repos: readonly Repo[],
  external: readonly ExternalInput[],
): ReadInputs | undefined {
  const { published } = registry.config;
  if (published === undefined) return undefined;
  const needed = [
    ...(lib ? [neededRepo(lib)] : []),
    ...repos.map(neededRepo),
    ...external.map((one) => neededExternal(one, external)),
  ];
  const file = `${registry.root}/nix-repo.json`;
  const positions = registry.publishedPositions ?? {};
  const whole: Place = { file, position: positions[''] ?? FILE_START };
  const given = new Map(
    Object.entries(published.inputs ?? {}).map(([name, url]) => [
      name,
      { url, place: { file, position: positions[name] ?? whole.position } },
    ]),
  );
  const read = needed.map((one) => readNeeded(one, given.get(one.name), whole));
  return {
    inputs: read.flatMap((one) => ('original' in one ? [one] : [])).sort(byName),
    problems: [
      ...unknownNames(given, needed),
      ...namedTwice(needed, whole),
      ...unknownFollows(external, needed),
      ...read.flatMap((one) => ('original' in one ? [] : [one])),
    ],
  };
}

/** The inputs of `inputs.json`: what the registry takes from outside and does not read in place. */
export function lockedExternals(external: readonly ExternalInput[]): ReadInputs {
  const needed = external.map((one) => neededExternal(one, external));
  const read = needed
    .filter(({ own }) => own !== undefined)
    .map((one) => readNeeded(one, undefined, one.own!.place));
  return {
    inputs: read.flatMap((one) => ('original' in one ? [one] : [])).sort(byName),
    problems: [
      // The lib lies in the workspace.
      ...unknownFollows(external, [...needed, { name: 'lib' }]),
      ...read.flatMap((one) => ('original' in one ? [] : [one])),
    ],
  };
}

/**
 * NOTE: all but the lib are folders. A flake that somebody puts in a repo's place for once
 * (`--override-input`) is locked anew, and what its lib followed is forgotten; a folder has no inputs.
 */
function neededRepo(repo: Repo): Needed {
  const { name, root, config, urlPosition } = repo;
  const place = { file: `${root}/nix-repo.json`, position: urlPosition ?? FILE_START };
  return {
    // Generated code asks for the lib by its kind.
    name: repo.kind === 'lib' ? 'lib' : name,
    what: repo.kind === 'lib' ? 'the lib' : `the repo \`${name}\``,
    kind: repo.kind === 'lib' ? 'flake' : 'folder',
    follows: {},
    own: config.url === undefined ? undefined : { url: config.url, place },
    isMovable: true,
  };
}

function neededExternal(input: ExternalInput, all: readonly ExternalInput[]): Needed {
  const { name, url, kind, place, follows = {} } = input;
  const isFollowed = all.some((other) => Object.values(other.follows ?? {}).includes(name));
  return {
    name,
    what: kind === 'base' ? 'the base' : `the ${kind} \`${name}\``,
    // As a folder: a flake of a package set may not let one give overlays.
    kind: kind === 'flake' ? 'flake' : isFollowed ? 'where-it-is-one' : 'folder',
    follows,
    own: isInPlace(input) ? undefined : { url, place },
    isMovable: false,
  };
}

function readNeeded(
  { own, what, isMovable, ...input }: Needed,
  given: { readonly url: string; readonly place: Place } | undefined,
  whole: Place,
): PublishedInput | BadPublished {
  if (given && own && !isMovable) {
    return new BadPublished(
      given.place,
      `${what} says itself where it is, and is locked as that`,
      'take this away',
    );
  }
  const at = given ?? own;
  if (!at) {
    return new BadPublished(
      whole,
      `nothing says where consumers get ${what}`,
      `write \`"${input.name}": "git+https://…"\` into its "inputs"`,
    );
  }
  const read = readFlakeReference(at.url);
  if ('original' in read && read.original['dir'] !== undefined && input.kind !== 'flake') {
    return new BadPublished(
      at.place,
      `${what} cannot be an input by \`${at.url}\`: of what is no flake Nix 2.8 takes the whole tree, whatever \`dir\` says`,
      'name a repository of which it is all there is',
    );
  }
  return 'rejection' in read
    ? new BadPublished(
        at.place,
        `${what} cannot be an input by \`${at.url}\`: ${read.rejection}`,
        read.hint,
      )
    : { ...input, url: at.url, original: read.original, place: at.place };
}

function unknownNames(
  given: ReadonlyMap<string, { readonly place: Place }>,
  needed: readonly Needed[],
): readonly Problem[] {
  const names = needed.map(({ name }) => name).sort(compareNames);
  return [...given]
    .filter(([name]) => !names.includes(name))
    .map(([name, { place }]) => {
      const list = names.map((one) => `\`${one}\``).join(', ');
      const hint = didYouMean(nearestNames(name, names)) ?? `its inputs are ${list}`;
      return new BadPublished(place, `the registry has no input \`${name}\``, hint);
    });
}

function namedTwice(needed: readonly Needed[], whole: Place): readonly Problem[] {
  return needed.flatMap(({ name, what, own }) => {
    const first = needed.find((other) => other.name === name)!;
    if (first.what === what) return [];
    const message = `${first.what} and ${what} are both called \`${name}\``;
    const hint = 'call one of them otherwise: they are inputs of one flake';
    return [new BadPublished(own?.place ?? whole, message, hint)];
  });
}

function unknownFollows(
  external: readonly ExternalInput[],
  needed: readonly Pick<Needed, 'name'>[],
): readonly Problem[] {
  const names = needed.map(({ name }) => name);
  return external.flatMap(({ name, follows = {}, place }) =>
    Object.entries(follows).flatMap(([input, to]) => {
      if (names.includes(to) && to !== name) return [];
      const hint = didYouMean(nearestNames(to, names)) ?? 'name the base, a channel or a flake';
      const message = `the input \`${input}\` of \`${name}\` follows \`${to}\`, which is no input`;
      return [new BadPublished(place, message, hint)];
    }),
  );
}

function byName(a: PublishedInput, b: PublishedInput): number {
  return compareNames(a.name, b.name);
}
