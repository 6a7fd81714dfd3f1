import type { Node } from 'web-tree-sitter';
import type { Following, Placed } from '../scopes/following';
import { Forcing, type Inherited } from '../scopes/forcing';
import { ReferenceCollector } from '../scopes/references';
import type { FoundMembers } from './overlay-names';
import { roots } from '../scopes/overlay-roots';
import type { RootedUses } from './overlay-uses';
import type { Repetition } from '../syntax/repetition';
import type { Scope } from '../scopes/scope';
import type { Syntax } from '../syntax/syntax';

/** The file from which an overlay is read, and the state of the reading. */
export interface OverlayReader {
  readonly syntax: Syntax;
  readonly following: Following;
  readonly repetition: Repetition;
  /**
   * Limits how often sets are read again, because a function that calls itself makes endless sets.
   */
  readonly budget: {
    left: number;
    depth: number;
    compositions: number;
    readonly seen: Set<number>;
  };
  /** Reads the members that are set inside an attribute; absent where they are not needed. */
  readonly membersOf?:
    ((name: string, parts: readonly Part[]) => FoundMembers | undefined) | undefined;
}

/** `a.b = value;`, or one name of `inherit (from) a;`. */
export interface Part {
  readonly at: Node;
  readonly scope: Scope;
  /** The attribute path; undefined for a computed name. */
  readonly names: readonly (string | undefined)[];
  /** The expressions of the computed names. */
  readonly computed: readonly Node[];
  readonly value?: Placed;
  readonly from?: Placed;
}

/** The uses of a value; `head` is what Nix certainly evaluates to know the type of the value. */
export function usesOfValue(reader: OverlayReader, { node, scope }: Placed): RootedUses {
  const collector = new ReferenceCollector(reader.syntax, [roots.final]);
  collector.walk(node, scope);
  return { ...collector.expression, head: forcedBy(reader, { node, scope }) };
}

/** What Nix certainly evaluates to know the type of a value. */
export function forcedBy(
  { syntax, following }: OverlayReader,
  value: Placed | Inherited,
): RootedUses['head'] {
  return new Forcing(syntax, following).of(value);
}
