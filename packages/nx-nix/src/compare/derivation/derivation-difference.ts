import { basename, dirname } from 'node:path';
import { compareNames } from '@nx-nix/resolver';
import { readable, readDerivation, type Derivation } from './derivation';

/** Why two derivations differ. */
export interface Difference {
  /**
   * Names from the package down to the derivation that differs by itself, which is the last one.
   */
  readonly way: readonly string[];
  /** The `.drv` file of the last derivation on this side; `there`: on the other side. */
  readonly here: string;
  readonly there: string;
  readonly attributes: readonly DifferingAttribute[];
}

/** A differing attribute of a derivation: `env.version`, `builder`, `inputs`, … */
export interface DifferingAttribute {
  readonly name: string;
  /** Undefined if this side has no such attribute. */
  readonly here?: string;
  readonly there?: string;
  /** True if only the order of words differs. */
  readonly isOrder?: boolean;
}

/** An input that both sides have, but as different derivations. */
interface Pair {
  readonly here: string;
  readonly there: string;
}

/**
 * Finds why derivations differ: follows the first differing input until a derivation differs by
 * itself. Results are remembered for each pair, because many packages of a large set lead to the
 * same derivation.
 */
export class DerivationDifferences {
  private readonly known = new Map<string, Difference>();
  private readonly read = new Map<string, Derivation>();

  /**
   * The difference of two derivations.
   * @param here the path of a `.drv` file; `there` likewise
   * @throws Error when a file cannot be read or is no derivation
   */
  between(here: string, there: string): Difference {
    const key = `${here} ${there}`;
    const known = this.known.get(key);
    if (known) return known;
    const found = this.find(here, there);
    this.known.set(key, found);
    return found;
  }

  private find(here: string, there: string): Difference {
    const name = derivationName(there);
    const pairs = this.sorted(matched(this.inputsOf(here, there), this.inputsOf(there, here)));
    const attributes = this.ownAttributes(here, there, pairs, 'name');
    const [first] = pairs;
    if (attributes.length > 0 || !first) {
      const told = attributes.length > 0 ? attributes : this.leftOver(here, there, pairs);
      return { way: [name], here, there, attributes: told };
    }
    const below = this.between(first.here, first.there);
    return { ...below, way: [name, ...below.way] };
  }

  /**
   * Inputs that only one side has, in the order of their references. Several inputs can have one
   * name, so names alone give no order.
   */
  private inputsOf(own: string, other: string): readonly string[] {
    const derivation = this.of(own);
    const text = [...fieldsOf(derivation).values()].join('\0');
    const place = (drvPath: string): number => {
      const paths = [...this.of(drvPath).outputs.values()].map(({ path }) => path);
      const places = paths.map((path) => (path === '' ? -1 : text.indexOf(path)));
      return Math.min(...places.map((at) => (at < 0 ? Infinity : at)));
    };
    return [...derivation.inputs.keys()]
      .filter((path) => !this.of(other).inputs.has(path))
      .map((path) => ({ path, at: place(path) }))
      .sort((a, b) => (a.at === b.at ? 0 : a.at - b.at))
      .map(({ path }) => path);
  }

  /**
   * Pairs with different outputs come first. Downloads with the same outputs differ only in how
   * they are downloaded.
   */
  private sorted(pairs: readonly Pair[]): readonly Pair[] {
    const builds = ({ here, there }: Pair): number => {
      const text = (path: string): string =>
        [...this.of(path).outputs].map(([name, output]) => `${name} ${output.path}`).join();
      return text(here) === text(there) ? 1 : 0;
    };
    return [...pairs].sort(
      (a, b) =>
        builds(a) - builds(b) || compareNames(derivationName(a.there), derivationName(b.there)),
    );
  }

  /**
   * The attributes that differ for another reason than a differing input.
   * @param others how store paths are compared that belong to no input. A path that must not be
   *   referenced (`disallowedReferences`) changes with its own inputs; that is not the cause, so
   *   `name` ignores its hash
   */
  private ownAttributes(
    here: string,
    there: string,
    pairs: readonly Pair[],
    others: 'name' | 'path',
  ): readonly DifferingAttribute[] {
    const [a, b] = [this.of(here), this.of(there)];
    const sources = matched(a.sources, b.sources);
    const [masksHere, masksThere] = [new Map<string, string>(), new Map<string, string>()];
    pairs.forEach((pair, i) => {
      this.maskOutputs(masksHere, pair.here, `${i}`);
      this.maskOutputs(masksThere, pair.there, `${i}`);
    });
    // A differing source is reported once, as `source`, not at each reference.
    sources.forEach((pair, i) => {
      masksHere.set(pair.here, `<source ${i}>`);
      masksThere.set(pair.there, `<source ${i}>`);
    });
    this.maskOutputs(masksHere, here, 'own');
    this.maskOutputs(masksThere, there, 'own');
    const [fieldsHere, fieldsThere] = [fieldsOf(a), fieldsOf(b)];
    const storePath = storePathsIn(dirname(here));
    const known = new Set([...a.sources, ...b.sources, ...this.outputsOf(a), ...this.outputsOf(b)]);
    const other = (path: string): string =>
      others === 'name' && !known.has(path) ? `<${derivationName(path)}>` : path;
    const names = [...new Set([...fieldsHere.keys(), ...fieldsThere.keys()])];
    return [
      ...names.flatMap((name) => {
        const texts = [fieldsHere.get(name), fieldsThere.get(name)] as const;
        const [one, two] = [
          masked(texts[0], storePath, (path) => masksHere.get(path) ?? other(path)),
          masked(texts[1], storePath, (path) => masksThere.get(path) ?? other(path)),
        ];
        return one === two ? [] : [attribute(name, ...texts, isOrder(one, two))];
      }),
      ...sources.map((pair) => attribute('source', pair.here, pair.there)),
    ];
  }

  /**
   * For derivations whose attributes are equal: differing inputs or sources that nothing
   * references, or differences in the outputs that are used.
   */
  private leftOver(
    here: string,
    there: string,
    pairs: readonly Pair[],
  ): readonly DifferingAttribute[] {
    const referenced = this.ownAttributes(here, there, pairs, 'path');
    if (referenced.length > 0) return referenced;
    const text = ({ inputs, sources }: Derivation): string =>
      [...[...inputs].map(([path, used]) => `${path}!${used.join(',')}`), ...sources].join(' ');
    return [attribute('inputs', text(this.of(here)), text(this.of(there)))];
  }

  private outputsOf({ inputs }: Derivation): readonly string[] {
    return [...inputs.keys()].flatMap((input) =>
      [...this.of(input).outputs.values()].map(({ path }) => path),
    );
  }

  private maskOutputs(masks: Map<string, string>, drvPath: string, name: string): void {
    for (const [output, { path }] of this.of(drvPath).outputs) {
      if (path !== '') masks.set(path, `<${name} ${output}>`);
    }
  }

  private of(drvPath: string): Derivation {
    let derivation = this.read.get(drvPath);
    if (!derivation) this.read.set(drvPath, (derivation = readDerivation(drvPath)));
    return derivation;
  }
}

/** The name of a derivation, from the path of its `.drv` file. */
function derivationName(drvPath: string): string {
  return basename(drvPath).replace(/^[0-9a-z]{32}-|\.drv$/g, '');
}

/**
 * Pairs the paths that only one side has: first by equal names, then by equal names without
 * versions.
 */
function matched(here: readonly string[], there: readonly string[]): readonly Pair[] {
  const [inHere, inThere] = [new Set(here), new Set(there)];
  let restHere = here.filter((path) => !inThere.has(path));
  let restThere = there.filter((path) => !inHere.has(path));
  const pairs: Pair[] = [];
  for (const nameOf of [derivationName, nameWithoutVersion]) {
    const left = groupBy(restThere, nameOf);
    restHere = restHere.filter((path) => {
      const other = left.get(nameOf(path))?.shift();
      if (other === undefined) return true;
      pairs.push({ here: path, there: other });
      return false;
    });
    restThere = [...left.values()].flat();
  }
  return pairs;
}

function groupBy(
  paths: readonly string[],
  nameOf: (path: string) => string,
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const name = nameOf(path);
    const group = groups.get(name);
    if (group) group.push(path);
    else groups.set(name, [path]);
  }
  return groups;
}

/**
 * A name without its version. As in Nix, the version starts at a dash that is followed by no
 * letter.
 */
function nameWithoutVersion(path: string): string {
  return derivationName(path).replace(/-[^A-Za-z].*$/, '');
}

/** The outputs, system, builder, arguments and environment of a derivation, as texts by name. */
function fieldsOf({ outputs, system, builder, args, env }: Derivation): Map<string, string> {
  return new Map([
    ...[...outputs].map(
      ([name, { algorithm, hash }]) =>
        [`outputs.${name}`, [algorithm, hash].join(' ').trim()] as const,
    ),
    ['system', system] as const,
    ['builder', builder] as const,
    ...args.map((arg, i) => [`args[${i}]`, arg] as const),
    ...[...env].flatMap(([name, value]) => structured(name, value)),
  ]);
}

/** Structured attributes are one JSON text in the environment; they are compared one by one. */
function structured(name: string, value: string): readonly (readonly [string, string])[] {
  if (name !== '__json') return [[`env.${name}`, value]];
  try {
    const attributes = JSON.parse(value) as Record<string, unknown>;
    return Object.entries(attributes).map(([key, inner]) => [
      `attributes.${key}`,
      typeof inner === 'string' ? inner : JSON.stringify(inner),
    ]);
  } catch {
    return [[`env.${name}`, value]];
  }
}

/**
 * Replaces store paths by masks, so that paths of one pair are equal on both sides. Placeholders of
 * outputs with unknown paths are replaced too: they are hashes, and explain nothing.
 */
function masked(
  text: string | undefined,
  storePath: RegExp,
  mask: (path: string) => string,
): string | undefined {
  return text?.replace(storePath, mask).replace(/\/[0-9a-df-np-sv-z]{52}/g, '<placeholder>');
}

function storePathsIn(storeDir: string): RegExp {
  const literal = storeDir.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`${literal}/[0-9a-z]{32}-[0-9A-Za-z+._?=-]+`, 'g');
}

function isOrder(here: string | undefined, there: string | undefined): boolean {
  if (here === undefined || there === undefined) return false;
  const sorted = (text: string): string => text.split(/\s+/).sort().join(' ');
  return sorted(here) === sorted(there);
}

function attribute(
  name: string,
  here: string | undefined,
  there: string | undefined,
  isOnlyOrder = false,
): DifferingAttribute {
  return {
    name: readable(name),
    ...(here === undefined ? {} : { here: readable(here) }),
    ...(there === undefined ? {} : { there: readable(there) }),
    ...(isOnlyOrder ? { isOrder: true } : {}),
  };
}
