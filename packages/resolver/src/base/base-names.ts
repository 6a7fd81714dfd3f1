import { pathText, type AttributePath } from '../names/attribute-path';
import type { BaseFacts, BaseLead, BaseLeads, BaseSetKind } from './base-facts';

/** The attribute paths of the base; empty for a registry without a base. */
export class BaseNames {
  private readonly texts: ReadonlySet<string>;
  private readonly kinds: ReadonlyMap<string, BaseSetKind>;
  /** The names in each set, by the set's path; made when they are first asked for. */
  private bySet: Map<string, string[]> | undefined;
  private readonly leads: ReadonlyMap<string, BaseLead>;
  private readonly roots: ReadonlyMap<string, BaseLeads>;

  /**
   * @param paths from a hand-written list if the base is not evaluated, else from the facts
   * @param facts what Nix said about the base of the registry
   */
  constructor(
    readonly paths: readonly AttributePath[] = [],
    readonly facts?: BaseFacts,
  ) {
    this.texts = new Set(paths.map(pathText));
    this.kinds = new Map((facts?.sets ?? []).map(({ path, kind }) => [pathText(path), kind]));
    const leads = facts?.leads ?? [];
    this.roots = new Map(leads.map((lead) => [pathText(lead.path), lead]));
    this.leads = new Map(
      leads.flatMap(({ path, to }) =>
        to.map((lead) => [pathText([...path, ...lead.below]), lead] as const),
      ),
    );
  }

  /** The names in the facts; a path that Nix was not asked about counts as missing. */
  static ofFacts(facts: BaseFacts): BaseNames {
    const paths = facts.sets.flatMap(({ path, names, called }) =>
      [...names, ...called].map((name) => [...path, name]),
    );
    return new BaseNames(paths, facts);
  }

  /** Whether the base is known to have a path. */
  has(path: AttributePath): boolean {
    return this.texts.size > 0 && this.texts.has(pathText(path));
  }

  /** The kind of the value at a path that is a set for a repo; undefined if Nix was not asked. */
  kindOf(path: AttributePath): BaseSetKind | undefined {
    return this.kinds.get(pathText(path));
  }

  /**
   * Where the longest known beginning of a path leads, and how many names that has; undefined if
   * nothing is known behind its name.
   */
  leadOf(path: AttributePath): { readonly lead: BaseLead; readonly depth: number } | undefined {
    if (this.leads.size === 0) return undefined;
    for (let depth = path.length; depth > 0; depth--) {
      const lead = this.leads.get(pathText(path.slice(0, depth)));
      if (lead) return { lead, depth };
    }
    return undefined;
  }

  /** `python3Packages.idna.src` for `python3.pkgs.idna.src`, if the base is known to lead there. */
  inItsSet(path: AttributePath): AttributePath {
    const found = this.leadOf(path);
    return found?.lead.set ? [...found.lead.set, ...path.slice(found.depth)] : path;
  }

  /** What the base has at a name behind which paths go on; undefined if Nix was not asked. */
  kindBehind(path: AttributePath): BaseLeads['kind'] | undefined {
    return this.roots.get(pathText(path))?.kind;
  }

  /** The paths, as Nix text, of the base's sets that have their own `callPackage`. */
  *scopes(): Iterable<string> {
    for (const [text, kind] of this.kinds) if (text !== '' && isScopeKind(kind)) yield text;
  }

  /** The names that the base has directly in a set; for "did you mean". */
  namesIn(set: AttributePath): readonly string[] {
    if (!this.bySet) {
      this.bySet = new Map();
      for (const path of this.paths) {
        const key = pathText(path.slice(0, -1));
        const names = this.bySet.get(key);
        if (names) names.push(path[path.length - 1]!);
        else this.bySet.set(key, [path[path.length - 1]!]);
      }
    }
    return this.bySet.get(pathText(set)) ?? [];
  }
}

function isScopeKind(kind: BaseSetKind): boolean {
  return kind === 'scope' || kind === 'extensible' || kind === 'python';
}
