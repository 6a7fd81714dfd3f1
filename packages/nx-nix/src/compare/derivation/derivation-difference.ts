import { basename, dirname } from 'node:path';
import { compareNames } from '@nx-nix/resolver';
import { readable, readDerivation, type Derivation } from './derivation';

/** Why two derivations are not the same. */
export interface Difference {
  /** Names from the package down to the derivation that differs by itself; that one is the last. */
  readonly way: readonly string[];
  /** The paths of that one's `.drv` files. */
  readonly here: string;
  readonly there: string;
  readonly attributes: readonly DifferingAttribute[];
}

/** `env.version`, `builder`, `inputs`, … */
export interface DifferingAttribute {
  readonly name: string;
  /** Undefined where that side has none. */
  readonly here?: string;
  readonly there?: string;
  /** Whether it is only the order of words that differs. */
  readonly isOrder?: boolean;
}

/** An input of both sides that is another derivation here than there. */
interface Pair {
  readonly here: string;
  readonly there: string;
}

/**
 * Follows the first differing input of two derivations down to the derivation that differs by itself.
 * What was found of a pair is remembered: in a large set many packages lead to the same one.
 */
export class DerivationDifferences {
  private readonly known = new Map<string, Difference>();
  private readonly read = new Map<string, Derivation>();

  /** @param here the path of a `.drv` file, as `there` */
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

  /** Inputs of one side only, in the order in which they are referenced: several may have one name. */
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

  /** Those that build something else first: of a download, only who downloads may differ. */
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
   * What differs beside the store paths of inputs that differ themselves.
   * @param others how paths are compared that belong to no input: one that only must not be referred
   * to (`disallowedReferences`) changes with what it is made of, and that is not the cause
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
    // A differing source is told of by itself, not wherever it is referenced.
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

  /** Inputs or sources that nothing references, or of which other outputs are used. */
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

/** The name of a derivation, by the path of its `.drv` file. */
function derivationName(drvPath: string): string {
  return basename(drvPath).replace(/^[0-9a-z]{32}-|\.drv$/g, '');
}

/**
 * Which paths of one side stand for which of the other: of those that only one side has, equal names
 * first, then equal names without their versions.
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

/** As Nix divides a name: a version begins behind a dash, with something that is no letter. */
function nameWithoutVersion(path: string): string {
  return derivationName(path).replace(/-[^A-Za-z].*$/, '');
}

/** All that a derivation says of itself, as texts by name. */
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

/** Structured attributes are one JSON text: told of by their names. */
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
 * A text in which store paths that were set beside each other look the same on both sides; and
 * placeholders of outputs whose paths are not known before they are built, which say no more.
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
