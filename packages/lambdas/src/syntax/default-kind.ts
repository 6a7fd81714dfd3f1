import type { Node } from 'web-tree-sitter';
import type { DefaultKind } from '../model/reading';
import { withoutParentheses, type Syntax } from './syntax';

/** The kind of a default's expression; parentheses around it are ignored. */
export function defaultKindOf(syntax: Syntax, value: Node): DefaultKind {
  const inner = withoutParentheses(value);
  if (inner.type === 'variable_expression') return defaultKindOfName(syntax.textOf(inner));
  return kinds[inner.type] ?? 'other';
}

/**
 * The kind of a default that is a name. NOTE: `null`, `true` and `false` are assumed unshadowed.
 */
export function defaultKindOfName(name: string): DefaultKind {
  if (name === 'null') return 'null';
  return name === 'true' || name === 'false' ? 'bool' : 'name';
}

const kinds: Readonly<Record<string, DefaultKind>> = {
  apply_expression: 'call',
  attrset_expression: 'set',
  float_expression: 'number',
  hpath_expression: 'path',
  indented_string_expression: 'string',
  integer_expression: 'number',
  list_expression: 'list',
  path_expression: 'path',
  rec_attrset_expression: 'set',
  select_expression: 'select',
  spath_expression: 'path',
  string_expression: 'string',
  uri_expression: 'string',
};
