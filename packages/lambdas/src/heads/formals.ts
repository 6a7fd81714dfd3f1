import type { Node } from 'web-tree-sitter';
import { defaultKindOf } from '../syntax/default-kind';
import type { Formal, Lambda } from '../model/reading';
import { shapeOf } from './shape';
import { field, type Syntax } from '../syntax/syntax';

/** Reads the head of a `function_expression`: its parameter, not its body. */
export function lambdaOf(syntax: Syntax, fn: Node): Lambda {
  const formals = field(fn, 'formals');
  const universal = field(fn, 'universal');
  return {
    position: syntax.positionOf(fn),
    ...readFormals(syntax, formals),
    ...(universal && { universal: syntax.textOf(universal) }),
  };
}

/** Whether a function has no syntax error outside of its body. */
export function hasSoundHead(fn: Node): boolean {
  const body = field(fn, 'body');
  return fn.children.every((part) => part?.id === body?.id || part?.hasError === false);
}

function readFormals(
  syntax: Syntax,
  formals: Node | undefined,
): Pick<Lambda, 'formals' | 'ellipsis'> {
  const read: Formal[] = [];
  let ellipsis = false;
  for (const child of formals?.namedChildren ?? []) {
    if (child?.type === 'ellipses') ellipsis = true;
    if (child?.type !== 'formal') continue;
    const formal = readFormal(syntax, child);
    if (formal.name !== '') read.push(formal);
  }
  return { formals: read, ellipsis };
}

/** NOTE: if the whole text is a name, there is no default, and the tree need not be asked. */
function readFormal(syntax: Syntax, formal: Node): Formal {
  const text = syntax.textOf(formal);
  const position = syntax.positionOf(formal);
  if (identifier.test(text)) return { name: text, position, hasDefault: false };

  const name = field(formal, 'name');
  const value = field(formal, 'default');
  const shape = value && shapeOf(syntax, value);
  return {
    name: name ? syntax.textOf(name) : '',
    position,
    hasDefault: value !== undefined,
    ...(value && { defaultKind: defaultKindOf(syntax, value) }),
    ...(shape && { shape }),
  };
}

const identifier = /^[A-Za-z_][\w'-]*$/;
