import type { Node } from 'web-tree-sitter';
import type { Position, ShapeMember } from '../model/reading';
import { attributeName } from '../syntax/string-literal';
import { children, field, type Syntax } from '../syntax/syntax';

interface Growing {
  readonly name: string;
  readonly position: Position;
  readonly members: Growing[];
}

/** Deeper ones are ordinary defaults: nobody writes them, and recursion must end. */
const deepestShape = 100;

/**
 * The shape of a default, undefined where it is an ordinary default: an attribute set literal,
 * not recursive, of names that lead to `{ }` at last; nested and dotted as it likes. `{ }` itself
 * asks for nothing and is an ordinary default.
 */
export function shapeOf(syntax: Syntax, value: Node): readonly ShapeMember[] | undefined {
  const members: Growing[] = [];
  return addMembers(syntax, value, members) && members.length > 0 ? members : undefined;
}

/** False where something in the set is not a shape. */
function addMembers(syntax: Syntax, set: Node, members: Growing[], depth = 0): boolean {
  if (set.type !== 'attrset_expression' || depth > deepestShape) return false;
  const bindings = children(set)[0];
  return (
    !bindings || children(bindings).every((binding) => addBinding(syntax, binding, members, depth))
  );
}

function addBinding(syntax: Syntax, binding: Node, members: Growing[], depth: number): boolean {
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
