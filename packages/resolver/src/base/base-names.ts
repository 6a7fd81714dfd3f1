import { pathText, type AttributePath } from '../names/attribute-path';
import type { BaseFacts, BaseSetKind } from './base-facts';

/** Which attribute paths the base has; a registry without a base has none. */
export class BaseNames {
  private readonly texts: ReadonlySet<string>;
  private readonly kinds: ReadonlyMap<string, BaseSetKind>;

  /**
   * @param paths listed by a person, for a base that nobody evaluates
   * @param facts what Nix said of the base that the registry stands on
   */
  constructor(
    readonly paths: readonly AttributePath[] = [],
    readonly facts?: BaseFacts,
  ) {
    this.texts = new Set(paths.map(pathText));
    this.kinds = new Map((facts?.sets ?? []).map(({ path, kind }) => [pathText(path), kind]));
  }

  /** As Nix told them; what it was not asked about counts as not there. */
  static ofFacts(facts: BaseFacts): BaseNames {
    const paths = facts.sets.flatMap(({ path, names, called }) =>
      [...names, ...called].map((name) => [...path, name]),
    );
    return new BaseNames(paths, facts);
  }

  has(path: AttributePath): boolean {
    return this.texts.size > 0 && this.texts.has(pathText(path));
  }

  /** What the base has at a path that is a set for a repo; undefined where Nix was not asked. */
  kindOf(path: AttributePath): BaseSetKind | undefined {
    return this.kinds.get(pathText(path));
  }

  /** The sets of the base that have a `callPackage` of their own, by their texts. */
  *scopes(): Iterable<string> {
    for (const [text, kind] of this.kinds) if (text !== '' && isScopeKind(kind)) yield text;
  }

  /** Of the names directly in a set, those that the base has: for "did you mean". */
  *namesIn(set: AttributePath): Iterable<string> {
    for (const path of this.paths) {
      const isInside = path.length === set.length + 1 && set.every((name, i) => path[i] === name);
      if (isInside) yield path[path.length - 1]!;
    }
  }
}

function isScopeKind(kind: BaseSetKind): boolean {
  return kind === 'scope' || kind === 'extensible' || kind === 'python';
}
