import type { Node } from 'web-tree-sitter';
import type { PartialEvaluator, ScopedExpression } from '../scopes/partial-evaluator';
import { Forcing, type Inherited } from '../scopes/forcing';
import { ReferenceCollector } from '../scopes/references';
import type { RootedMembers } from './overlay-names';
import { roots } from '../scopes/overlay-roots';
import type { RootedUses } from './overlay-uses';
import type { Repetition } from '../syntax/repetition';
import type { Scope } from '../scopes/scope';
import type { Syntax } from '../syntax/syntax';

/** The file from which an overlay is read, and the state of the reading. */
export interface OverlayReader {
  readonly syntax: Syntax;
  readonly evaluator: PartialEvaluator;
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
    ((name: string, parts: readonly Part[]) => RootedMembers | undefined) | undefined;
}

/** `a.b = value;`, or one name of `inherit (from) a;`. */
export interface Part {
  readonly at: Node;
  readonly scope: Scope;
  /** The attribute path; undefined for a computed name. */
  readonly names: readonly (string | undefined)[];
  /** The expressions of the computed names. */
  readonly computed: readonly Node[];
  readonly value?: ScopedExpression;
  readonly from?: ScopedExpression;
}

/** The uses of a value; `head` is what Nix certainly evaluates to know the type of the value. */
export function usesOfValue(reader: OverlayReader, { node, scope }: ScopedExpression): RootedUses {
  const collector = new ReferenceCollector(reader.syntax, [roots.final]);
  collector.walk(node, scope);
  return { ...collector.expression, head: forcedBy(reader, { node, scope }) };
}

/** What Nix certainly evaluates to know the type of a value. */
export function forcedBy(
  { syntax, evaluator }: OverlayReader,
  value: ScopedExpression | Inherited,
): RootedUses['head'] {
  return new Forcing(syntax, evaluator).of(value);
}
