import type { Node } from 'web-tree-sitter';
import type { Position, ShapeMember } from '../model/reading';
import { attributeName } from '../syntax/string-literal';
import { children, field, type Syntax } from '../syntax/syntax';

/** A shape while it is built. */
interface GrowingMember {
  readonly name: string;
  readonly position: Position;
  readonly members: GrowingMember[];
}

/** Limits the recursion: deeper sets count as ordinary defaults. */
const maxShapeDepth = 100;

/**
 * The shape of a default: a non-recursive set literal, nested or with dotted names, whose innermost
 * values are all `{ }`. Undefined for an ordinary default, which includes `{ }` itself.
 */
export function shapeOf(syntax: Syntax, value: Node): readonly ShapeMember[] | undefined {
  const members: GrowingMember[] = [];
  return addMembers(syntax, value, members) && members.length > 0 ? members : undefined;
}

/** Adds the members of a set; returns false where a part of the set is not a shape. */
function addMembers(syntax: Syntax, set: Node, members: GrowingMember[], depth = 0): boolean {
  if (set.type !== 'attrset_expression' || depth > maxShapeDepth) return false;
  const bindings = children(set)[0];
  return (
    !bindings || children(bindings).every((binding) => addBinding(syntax, binding, members, depth))
  );
}

function addBinding(
  syntax: Syntax,
  binding: Node,
  members: GrowingMember[],
  depth: number,
): boolean {
  const path = field(binding, 'attrpath');
  const value = field(binding, 'expression');
  if (binding.type !== 'binding' || !path || !value) return false;
  let here = members;
  const attributes = children(path);
  for (const attribute of attributes) {
    const name = attributeName(syntax, attribute);
    if (name === undefined) return false;
    let member = here.find((known) => known.name === name);
    if (!member)
      here.push((member = { name, position: syntax.positionOf(attribute), members: [] }));
    here = member.members;
  }
  return addMembers(syntax, value, here, depth + attributes.length);
}
