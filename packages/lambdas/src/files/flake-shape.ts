import type { Node } from 'web-tree-sitter';
import { kindOf } from '../syntax/expression-kind';
import { field, withoutParentheses, type Syntax } from '../syntax/syntax';
import {
  bindingsOf,
  literalValue,
  namesOf,
  notLiteral,
  type FlakeDiagnostic,
} from './written-value';

/** The attributes of a flake.nix; Nix rejects a file that has any other. */
const ATTRIBUTES = ['description', 'inputs', 'nixConfig', 'outputs'];

/**
 * What Nix does not take in a flake.nix, besides its inputs. Nix reads these attributes without
 * evaluating anything, so what is computed is rejected, whatever its value would be.
 * @param root the expression of the whole file
 */
export function flakeShapeDiagnostics(syntax: Syntax, root: Node): readonly FlakeDiagnostic[] {
  const set = withoutParentheses(root);
  const top = syntax.positionOf(root);
  if (set.type !== 'attrset_expression' && set.type !== 'rec_attrset_expression') {
    return [{ position: top, reason: `a flake.nix is a set, and this is ${kindOf(syntax, set)}` }];
  }
  const bindings = bindingsOf(set).filter((binding) => !syntax.isBridgedInherit(binding));
  const diagnostics = bindings.flatMap((binding) => bindingDiagnostics(syntax, binding));
  const hasOutputs = bindings.some(
    (binding) => (namesOf(syntax, binding)?.[0] ?? 'outputs') === 'outputs',
  );
  return hasOutputs
    ? diagnostics
    : [...diagnostics, { position: top, reason: 'it has no `outputs`' }];
}

function bindingDiagnostics(syntax: Syntax, binding: Node): readonly FlakeDiagnostic[] {
  const position = syntax.positionOf(binding);
  const names = namesOf(syntax, binding);
  const value = field(binding, 'expression');
  if (!names || !value) {
    return [{ position, reason: 'the attributes of a flake.nix are written out, not inherited' }];
  }
  const [name, ...inner] = names;
  if (name === undefined) {
    return [{ position, reason: 'the names of its attributes are written out, not computed' }];
  }
  if (!ATTRIBUTES.includes(name)) {
    const known = ATTRIBUTES.map((one) => `\`${one}\``).join(', ');
    return [{ position, reason: `a flake.nix has no attribute \`${name}\`, only ${known}` }];
  }
  if (name === 'inputs') return [];
  const node = withoutParentheses(value);
  const wrong =
    name === 'nixConfig'
      ? settingsWrong(syntax, node, inner)
      : valueWrong(syntax, name, node, inner);
  return wrong ? [{ position: syntax.positionOf(wrong.node), reason: wrong.reason }] : [];
}

/** A part that is wrong, and why. */
interface Wrong {
  readonly node: Node;
  readonly reason: string;
}

function valueWrong(
  syntax: Syntax,
  name: string,
  node: Node,
  inner: readonly unknown[],
): Wrong | undefined {
  const isFunction = name === 'outputs';
  const is = inner.length > 0 ? 'a set' : notLiteral(syntax, node);
  const isRight = isFunction
    ? node.type === 'function_expression'
    : typeof literalValue(syntax, node) === 'string';
  if (isRight && inner.length === 0) return undefined;
  const wanted = isFunction ? 'a function that is written out' : 'a string that is written out';
  return { node, reason: `\`${name}\` is ${wanted}, and this is ${is}` };
}

/** What is wrong with settings: `nixConfig = { … }`, `nixConfig.name = value`. */
function settingsWrong(
  syntax: Syntax,
  node: Node,
  inner: readonly (string | undefined)[],
): Wrong | undefined {
  const isSet = node.type === 'attrset_expression' || node.type === 'rec_attrset_expression';
  if (inner.length === 0) {
    if (!isSet)
      return { node, reason: `\`nixConfig\` is a set, and this is ${notLiteral(syntax, node)}` };
    for (const binding of bindingsOf(node)) {
      if (syntax.isBridgedInherit(binding)) continue;
      const names = namesOf(syntax, binding);
      const value = field(binding, 'expression');
      if (!names || !value)
        return { node: binding, reason: 'a setting is written out, not inherited' };
      const wrong = settingsWrong(syntax, withoutParentheses(value), names);
      if (wrong) return wrong;
    }
    return undefined;
  }
  if (inner.length === 1 && inner[0] !== undefined && isSetting(syntax, node)) return undefined;
  const is = inner.length > 1 ? 'a set' : notLiteral(syntax, node);
  return {
    node,
    reason: `a setting of \`nixConfig\` is a literal or a list of strings, and this is ${is}`,
  };
}

function isSetting(syntax: Syntax, node: Node): boolean {
  if (node.type === 'path_expression') return true;
  if (node.type !== 'list_expression') return literalValue(syntax, node) !== undefined;
  return node.namedChildren.every(
    (one) =>
      one === null ||
      one.type === 'comment' ||
      typeof literalValue(syntax, withoutParentheses(one)) === 'string',
  );
}
