import type { Node } from 'web-tree-sitter';
import { kindOf } from '../syntax/expression-kind';
import type { Placed } from '../scopes/following';
import type { Forced } from '../scopes/forcing';
import type { OverlayDiagnostic } from '../model/overlay';
import { together, type RootedUses } from './overlay-uses';
import type { Position } from '../model/reading';
import type { Syntax } from '../syntax/syntax';

/** What a set expression of an overlay says of its attributes. */
export interface Names {
  readonly attributes: ReadonlyMap<string, Found>;
  readonly deciders: readonly Decider[];
  readonly diagnostics: readonly OverlayDiagnostic[];
}

/** An attribute, with paths that tell their sets apart. */
export interface Found {
  readonly position: Position;
  readonly isConditional: boolean;
  readonly uses: RootedUses;
  /** Undefined where they are not known. */
  readonly members?: FoundMembers | undefined;
}

export interface FoundMembers {
  readonly isExtension: boolean;
  readonly members: readonly (Found & { readonly path: readonly string[] })[];
}

/** What Nix evaluates to know the names. */
export interface Decider {
  readonly uses: RootedUses;
  /** Not behind a condition itself: Nix comes to it whenever the names are asked for. */
  readonly isCertain: boolean;
}

export const noNames: Names = { attributes: new Map(), deciders: [], diagnostics: [] };

/** `a // b`: what is there for sure on the right hides what is on the left. */
export function update(left: Names, right: Names): Names {
  const attributes = new Map(left.attributes);
  for (const [name, found] of right.attributes) {
    const hidden = left.attributes.get(name);
    attributes.set(name, hidden && found.isConditional ? either(hidden, found) : found);
  }
  return { ...withReasons(left, right), attributes };
}

/** `if … then a else b` */
export function choice(left: Names, right: Names): Names {
  const attributes = new Map<string, Found>();
  for (const name of new Set([...left.attributes.keys(), ...right.attributes.keys()])) {
    const one = left.attributes.get(name);
    const other = right.attributes.get(name);
    const found = one && other ? either(one, other) : (one ?? other)!;
    const isConditional = !one || !other || one.isConditional || other.isConditional;
    attributes.set(name, { ...found, isConditional });
  }
  return conditional(
    { ...withReasons(left, right), attributes },
    ({ isConditional }) => isConditional,
  );
}

/** All of it under a condition; `of` says which attributes are. */
export function conditional(names: Names, of: (found: Found) => boolean = () => true): Names {
  return {
    ...names,
    attributes: new Map(
      [...names.attributes].map(([name, found]) => [name, { ...found, isConditional: of(found) }]),
    ),
    deciders: names.deciders.map((decider) => ({ ...decider, isCertain: false })),
  };
}

/** `lib.recursiveUpdate prev { … }`: what is there already keeps its members beside those that are set. */
export function mergedInto(names: Names, set: readonly string[], position: Position): Names {
  const merged = <T extends Found>(found: T, path: readonly string[]): T => {
    const reference = { path: [...set.slice(0, 1), ...path], position, isUncertain: true };
    const references = [...found.uses.references, reference];
    return { ...found, uses: { ...found.uses, references } };
  };
  const attributes = [...names.attributes].map(([name, found]): [string, Found] => {
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

/** With what decides about the names. */
export function decidedBy(names: Names, uses: readonly RootedUses[]): Names {
  const deciders = uses.map((one): Decider => ({ uses: one, isCertain: true }));
  return { ...names, deciders: [...deciders, ...names.deciders] };
}

/** Names that only evaluation tells. */
export function opaque(syntax: Syntax, { node }: Placed, found = kindOf(syntax, node)): Names {
  return { ...noNames, diagnostics: [opaqueDiagnostic(syntax, node, found)] };
}

export function opaqueDiagnostic(syntax: Syntax, node: Node, found: string): OverlayDiagnostic {
  return { kind: 'opaque-overlay', position: syntax.positionOf(node), found };
}

function withReasons(left: Names, right: Names): Omit<Names, 'attributes'> {
  return {
    deciders: [...left.deciders, ...right.deciders],
    diagnostics: [...left.diagnostics, ...right.diagnostics],
  };
}

/** It stands where the one stands that wins; only what both are made of is certain. */
function either(left: Found, right: Found): Found {
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
  left: FoundMembers | undefined,
  right: FoundMembers | undefined,
): FoundMembers | undefined {
  if (!left || !right || left.isExtension !== right.isExtension) return undefined;
  const members = new Map(left.members.map((one) => [JSON.stringify(one.path), one]));
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
