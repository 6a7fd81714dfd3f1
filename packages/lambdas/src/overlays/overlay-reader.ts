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

/** The file that an overlay is read of, and how far reading it has come. */
export interface OverlayReader {
  readonly syntax: Syntax;
  readonly following: Following;
  readonly repetition: Repetition;
  /** How often sets may still be looked at again: those of functions that call themselves have no end. */
  readonly budget: {
    left: number;
    depth: number;
    compositions: number;
    readonly seen: Set<number>;
  };
  /** Reads what is set inside of an attribute; absent where nobody asks. */
  readonly membersOf?:
    ((name: string, parts: readonly Part[]) => FoundMembers | undefined) | undefined;
}

/** `a.b = value;`, or one name of `inherit (from) a;`. */
export interface Part {
  readonly at: Node;
  readonly scope: Scope;
  /** Undefined where they are computed: what computes them. */
  readonly names: readonly (string | undefined)[];
  readonly computed: readonly Node[];
  readonly value?: Placed;
  readonly from?: Placed;
}

/** What a value leans on, and what Nix certainly evaluates of that to know what kind of value it is. */
export function usesOfValue(reader: OverlayReader, { node, scope }: Placed): RootedUses {
  const collector = new ReferenceCollector(reader.syntax, [roots.final]);
  collector.walk(node, scope);
  return { ...collector.expression, head: forcedBy(reader, { node, scope }) };
}

export function forcedBy(
  { syntax, following }: OverlayReader,
  value: Placed | Inherited,
): RootedUses['head'] {
  return new Forcing(syntax, following).of(value);
}
