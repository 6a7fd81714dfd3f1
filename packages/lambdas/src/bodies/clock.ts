import type { Node } from 'web-tree-sitter';
import { lookUp, scopeAround } from '../scopes/scope';
import { attributeName } from '../syntax/string-literal';
import { children, parentOf, type Syntax } from '../syntax/syntax';
import type { NamedPlace } from './unused-formals';

/** What the time of evaluation is called in Nix, in `builtins` and outside of it. */
const CLOCK = 'currentTime';
const GLOBAL_CLOCK = '__currentTime';

/** Query pattern for the nodes that `clockPlaces` takes. */
export const CLOCK_NODES = `[ (variable_expression) (attrpath) (inherited_attrs) ]`;

/** Whether it is worth looking: nearly no file has the word. */
export function mayReadClock({ text }: Syntax): boolean {
  return text.includes(CLOCK);
}

/**
 * The places where a file reads the clock: `builtins.currentTime`, also from an `inherit` or a
 * `with`. A set's own attribute of this name is none. What is computed (`builtins.${x}`) is not
 * seen.
 * @param nodes the file's nodes of `CLOCK_NODES`
 */
export function clockPlaces(syntax: Syntax, nodes: readonly Node[]): readonly NamedPlace[] {
  return nodes.flatMap((node) => placesIn(syntax, node));
}

function placesIn(syntax: Syntax, node: Node): readonly NamedPlace[] {
  if (node.type === 'variable_expression') {
    const name = syntax.textOf(node);
    const isFree =
      name === GLOBAL_CLOCK || (name === CLOCK && !lookUp(scopeAround(syntax, node), name));
    return isFree ? [{ name, position: syntax.positionOf(node) }] : [];
  }
  const around = parentOf(node);
  const isTaken =
    node.type === 'inherited_attrs'
      ? around?.type === 'inherit_from'
      : around?.type === 'select_expression';
  if (!isTaken) return [];
  return children(node)
    .filter((attribute) => attributeName(syntax, attribute) === CLOCK)
    .map((attribute) => ({ name: CLOCK, position: syntax.positionOf(attribute) }));
}
