import type { Node } from 'web-tree-sitter';
import { operatorOf, type Syntax } from './syntax';

const kinds: Readonly<Record<string, string>> = {
  apply_expression: 'a call of a function',
  assert_expression: 'an assertion',
  attrset_expression: 'an attribute set',
  binary_expression: 'an operation',
  float_expression: 'a number',
  function_expression: 'a function',
  has_attr_expression: 'an operation',
  hpath_expression: 'a path',
  if_expression: 'an if expression',
  indented_string_expression: 'a string',
  integer_expression: 'a number',
  let_attrset_expression: 'an old-style let expression',
  list_expression: 'a list',
  parenthesized_expression: 'an expression in parentheses',
  path_expression: 'a path',
  rec_attrset_expression: 'a recursive attribute set',
  select_expression: 'a selected attribute',
  spath_expression: 'a path',
  string_expression: 'a string',
  unary_expression: 'an operation',
  uri_expression: 'a URI',
  variable_expression: 'a variable',
};

/** The kind of an expression, for messages: "an attribute set", "a call of a function". */
export function kindOf(syntax: Syntax, expression: Node): string {
  if (operatorOf(syntax, expression) === '//') return 'a union of sets (//)';
  return kinds[expression.type] ?? 'an expression';
}
