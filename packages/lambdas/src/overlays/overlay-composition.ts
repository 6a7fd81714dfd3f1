import type { ScopedExpression } from '../scopes/partial-evaluator';
import type { Forced } from '../scopes/forcing';
import { either, type RootedAttribute, type SetAttributes } from './overlay-names';
import { elementsOf, folded, type OverlayElement } from './overlay-lists';
import type { OverlayReader } from './overlay-reader';
import { libFunction } from '../scopes/overlay-roots';
import { together, type RootedUses } from './overlay-uses';
import type { Reference } from '../model/reading';
import { callOf } from '../syntax/syntax';

/** A call that composes several overlays to one. */
export interface Composition {
  readonly head: ScopedExpression['node'];
  readonly overlays: readonly OverlayElement[];
  /** The arguments that the call applies to the composed overlay: `final` and `prev`, or none. */
  readonly given: readonly ScopedExpression[];
}

/**
 * Recognises `lib.composeExtensions a b`, `lib.composeManyExtensions [ a b c ]` with a list
 * literal, and the older form `lib.foldr lib.composeExtensions (_: _: { }) [ a b c ]`; also with
 * `foldl'`, with a function that is written out, and with a list that `map` makes of a literal.
 * Undefined for all else.
 */
export function composedOf(
  reader: OverlayReader,
  { node, scope }: ScopedExpression,
): Composition | undefined {
  const { head, args } = callOf(node);
  const [first, second, third] = args.map((argument): ScopedExpression => ({
    node: argument,
    scope,
  }));
  if (!first) return undefined;
  const nameOf = (place: ScopedExpression): string | undefined =>
    libFunction(reader.syntax, reader.evaluator, place);
  const made = (
    taken: number,
    overlays: readonly OverlayElement[] | undefined,
  ): Composition | undefined =>
    overlays && {
      head,
      overlays,
      given: args.slice(taken).map((argument) => ({ node: argument, scope })),
    };

  const name = nameOf({ node: head, scope });
  if (name === 'composeManyExtensions') return made(1, elementsOf(reader, first));
  if (!second) return undefined;
  if (name === 'composeExtensions') return made(2, [first, second]);
  const isLeft = name === "foldl'" || reader.syntax.textOf(head) === "builtins.foldl'";
  const isRight = name === 'foldr' || name === 'fold';
  const elements = third && (isLeft || isRight) ? elementsOf(reader, third) : undefined;
  if (!elements) return undefined;
  if (nameOf(first) === 'composeExtensions') {
    return made(3, isLeft ? [second, ...elements] : [...elements, second]);
  }
  const result = folded(reader, { isLeft, with: first }, second, elements);
  return made(3, result && [result]);
}

/** The package set below an overlay: its path, or the uses of the expression that makes it. */
type Below = { readonly set: readonly string[] } | RootedUses;

/**
 * The names of an overlay (`later`) that is composed on an earlier one. Its `prev` is the set below
 * with the attributes of the earlier overlay, and has the path root `root`. Each reference to
 * `prev` is replaced by the uses of the earlier overlay's attribute, by a reference to the set
 * below, or both.
 */
export function onTopOf(
  earlier: SetAttributes,
  later: SetAttributes,
  root: string,
  below: Below,
): SetAttributes {
  const resolve = (uses: RootedUses): RootedUses => resolved(uses, root, earlier, below);
  const inside = (found: RootedAttribute): RootedAttribute => ({
    ...found,
    uses: resolve(found.uses),
    ...(found.members && {
      members: {
        ...found.members,
        members: found.members.members.map((member) => ({ ...member, uses: resolve(member.uses) })),
      },
    }),
  });
  return {
    diagnostics: later.diagnostics,
    deciders: later.deciders.map((decider) => ({ ...decider, uses: resolve(decider.uses) })),
    attributes: new Map(
      [...later.attributes].map(([name, found]) => {
        const before = earlier.attributes.get(name);
        const isOfBefore = found.uses.references.some(
          ({ path }) => path[0] === root && path[1] === name,
        );
        const own = inside(found);
        return [name, before && isOfBefore ? withMembersOf(before, own) : own];
      }),
    ),
  };
}

/** An attribute that extends what an earlier overlay has made of it: it has those members too. */
function withMembersOf(
  { members: before }: RootedAttribute,
  own: RootedAttribute,
): RootedAttribute {
  if (!own.members?.isExtension) return own;
  // What the earlier overlay makes is new as a whole, and so is what is made of that.
  if (!before) return { ...own, members: undefined };
  const members = new Map(before.members.map((member) => [JSON.stringify(member.path), member]));
  for (const member of own.members.members) {
    const key = JSON.stringify(member.path);
    const hidden = member.isConditional ? members.get(key) : undefined;
    members.set(key, hidden ? { ...either(hidden, member), path: member.path } : member);
  }
  return { ...own, members: { isExtension: before.isExtension, members: [...members.values()] } };
}

function resolved(
  uses: RootedUses,
  root: string,
  { attributes }: SetAttributes,
  below: Below,
): RootedUses {
  const parts: RootedUses[] = [{ references: [], calls: uses.calls, head: [] }];
  for (const reference of uses.references) {
    const [set, name] = reference.path;
    const found = set === root && name !== undefined ? attributes.get(name) : undefined;
    if (set !== root) parts.push(ofReference(reference));
    else if (name === undefined)
      parts.push(...[...attributes.values()].map((attribute) => deep(attribute.uses)));
    if (found) parts.push(deep(found.uses));
    // An extended set has its other members from the set below.
    const isBelow = !found || found.isConditional || found.members?.isExtension;
    if (set === root && isBelow) parts.push(inBelow(reference, below));
  }
  for (const forced of uses.head) {
    const [set, name] = forced.path;
    const found = name === undefined ? undefined : attributes.get(name);
    if (set !== root) parts.push({ references: [], calls: [], head: [forced] });
    else if (found && !found.isConditional && forced.depth > 1) {
      parts.push({ references: [], calls: [], head: found.uses.head });
    } else if (!found && 'set' in below) {
      parts.push({ references: [], calls: [], head: [moved(forced, below.set)] });
    }
  }
  return together(parts);
}

/** The uses without `head`: what Nix evaluates for a whole value does not count for its users. */
function deep({ references, calls }: RootedUses): RootedUses {
  return { references, calls, head: [] };
}

function ofReference(reference: Reference): RootedUses {
  return { references: [reference], calls: [], head: [] };
}

function inBelow(reference: Reference, below: Below): RootedUses {
  if (!('set' in below)) return deep(below);
  return ofReference({ ...reference, path: [...below.set, ...reference.path.slice(1)] });
}

function moved(forced: Forced, set: readonly string[]): Forced {
  const path = [...set, ...forced.path.slice(1)];
  return { ...forced, path, depth: forced.depth - 1 + set.length };
}
