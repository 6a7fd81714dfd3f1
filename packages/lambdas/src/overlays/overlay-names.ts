import type { Node } from 'web-tree-sitter';
import { kindOf } from '../syntax/expression-kind';
import type { ScopedExpression } from '../scopes/partial-evaluator';
import type { Forced } from '../scopes/forcing';
import type { OverlayDiagnostic } from '../model/overlay';
import { together, type RootedUses } from './overlay-uses';
import type { Position } from '../model/reading';
import type { Syntax } from '../syntax/syntax';

/** The attributes of a set expression in an overlay. */
export interface SetAttributes {
  readonly attributes: ReadonlyMap<string, RootedAttribute>;
  readonly deciders: readonly Decider[];
  readonly diagnostics: readonly OverlayDiagnostic[];
}

/** An attribute of an overlay. The paths of its uses begin with the root of their set. */
export interface RootedAttribute {
  readonly position: Position;
  readonly isConditional: boolean;
  readonly uses: RootedUses;
  /** Undefined if the value has no members that can be read. */
  readonly members?: RootedMembers | undefined;
}

/** `OverlayMembers` before the roots of the paths are removed. */
export interface RootedMembers {
  readonly isExtension: boolean;
  readonly members: readonly (RootedAttribute & { readonly path: readonly string[] })[];
}

/** An expression that Nix evaluates to know the attribute names. */
export interface Decider {
  readonly uses: RootedUses;
  /** Not under a condition itself: Nix evaluates it whenever it needs the names. */
  readonly isCertain: boolean;
}

/** No attributes, deciders and diagnostics. */
export const noAttributes: SetAttributes = { attributes: new Map(), deciders: [], diagnostics: [] };

/**
 * The names of `left // right`: an unconditional attribute on the right replaces that on the left.
 */
export function update(left: SetAttributes, right: SetAttributes): SetAttributes {
  const attributes = new Map(left.attributes);
  for (const [name, found] of right.attributes) {
    const hidden = left.attributes.get(name);
    attributes.set(name, hidden && found.isConditional ? either(hidden, found) : found);
  }
  return { ...withReasons(left, right), attributes };
}

/** The names of `if … then left else right`: conditional, unless both branches have them. */
export function choice(left: SetAttributes, right: SetAttributes): SetAttributes {
  const attributes = new Map<string, RootedAttribute>();
  for (const name of new Set([...left.attributes.keys(), ...right.attributes.keys()])) {
    const inLeft = left.attributes.get(name);
    const inRight = right.attributes.get(name);
    const found = inLeft && inRight ? either(inLeft, inRight) : (inLeft ?? inRight)!;
    const isConditional = !inLeft || !inRight || inLeft.isConditional || inRight.isConditional;
    attributes.set(name, { ...found, isConditional });
  }
  return conditional(
    { ...withReasons(left, right), attributes },
    ({ isConditional }) => isConditional,
  );
}

/** Makes all deciders uncertain, and conditional the attributes for which `of` returns true. */
export function conditional(
  names: SetAttributes,
  of: (found: RootedAttribute) => boolean = () => true,
): SetAttributes {
  return {
    ...names,
    attributes: new Map(
      [...names.attributes].map(([name, found]) => [name, { ...found, isConditional: of(found) }]),
    ),
    deciders: names.deciders.map((decider) => ({ ...decider, isCertain: false })),
  };
}

/**
 * The names of `lib.recursiveUpdate prev { … }`: each attribute and member keeps the members that
 * it has in `set`, so it gets an uncertain reference to that place.
 */
export function mergedInto(
  names: SetAttributes,
  set: readonly string[],
  position: Position,
): SetAttributes {
  const merged = <T extends RootedAttribute>(found: T, path: readonly string[]): T => {
    const reference = { path: [...set.slice(0, 1), ...path], position, isUncertain: true };
    const references = [...found.uses.references, reference];
    return { ...found, uses: { ...found.uses, references } };
  };
  const attributes = [...names.attributes].map(([name, found]): [string, RootedAttribute] => {
    const members = found.members?.members.map((member) => merged(member, member.path));
    return [
      name,
      {
        ...merged(found, [...set.slice(1), name]),
        members: members && { isExtension: true, members },
      },
    ];
  });
  return { ...names, attributes: new Map(attributes) };
}

/** Adds uses that certainly decide which names there are. */
export function decidedBy(names: SetAttributes, uses: readonly RootedUses[]): SetAttributes {
  const deciders = uses.map((decider): Decider => ({ uses: decider, isCertain: true }));
  return { ...names, deciders: [...deciders, ...names.deciders] };
}

/** The result for an expression whose names are known only after evaluation: a diagnostic. */
export function opaque(
  syntax: Syntax,
  { node }: ScopedExpression,
  found = kindOf(syntax, node),
): SetAttributes {
  return { ...noAttributes, diagnostics: [opaqueDiagnostic(syntax, node, found)] };
}

/** An `opaque-overlay` diagnostic at a node. */
export function opaqueDiagnostic(syntax: Syntax, node: Node, found: string): OverlayDiagnostic {
  return { kind: 'opaque-overlay', position: syntax.positionOf(node), found };
}

function withReasons(left: SetAttributes, right: SetAttributes): Omit<SetAttributes, 'attributes'> {
  return {
    deciders: [...left.deciders, ...right.deciders],
    diagnostics: [...left.diagnostics, ...right.diagnostics],
  };
}

/**
 * An attribute with either of two values: the position of the right one, the `head` that both
 * share.
 */
export function either(left: RootedAttribute, right: RootedAttribute): RootedAttribute {
  const paths = new Set(left.uses.head.map(keyOf));
  const head = right.uses.head.filter((forced) => paths.has(keyOf(forced)));
  return {
    ...right,
    members: membersOfEither(left.members, right.members),
    isConditional: left.isConditional && right.isConditional,
    uses: { ...together([left.uses, right.uses]), head },
  };
}

function membersOfEither(
  left: RootedMembers | undefined,
  right: RootedMembers | undefined,
): RootedMembers | undefined {
  if (!left || !right || left.isExtension !== right.isExtension) return undefined;
  const members = new Map(left.members.map((member) => [JSON.stringify(member.path), member]));
  const both = new Set<string>();
  for (const member of right.members) {
    const key = JSON.stringify(member.path);
    const other = members.get(key);
    if (other) both.add(key);
    const isConditional = !other || other.isConditional || member.isConditional;
    const found = other ? { ...either(other, member), path: member.path } : member;
    members.set(key, { ...found, isConditional });
  }
  return {
    isExtension: left.isExtension,
    members: [...members].map(([key, member]) => ({
      ...member,
      isConditional: member.isConditional || !both.has(key),
    })),
  };
}

function keyOf({ path, depth }: Forced): string {
  return JSON.stringify(path.slice(0, depth));
}
