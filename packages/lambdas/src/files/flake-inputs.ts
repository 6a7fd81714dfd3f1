import type { Node } from 'web-tree-sitter';
import { decode } from '../syntax/decode';
import { kindOf } from '../syntax/expression-kind';
import { parseDiagnostics } from '../diagnostics/diagnostics';
import { lambdaOf } from '../heads/formals';
import type { NixParser } from '../syntax/parser';
import type { Position } from '../model/reading';
import { rootExpression } from '../syntax/root';
import { attributeName, stringValue } from '../syntax/string-literal';
import { children, field, withoutParentheses, withSyntax, type Syntax } from '../syntax/syntax';

/** One input of a flake, as written in its `flake.nix`. */
export interface FlakeInput {
  readonly name: string;
  readonly position: Position;
  /** The flake reference, if it is written as text. */
  readonly url?: string;
  /** The flake reference, if it is a set: `{ type = "github"; owner = "o"; repo = "r"; }`. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  /**
   * The input that is used in its place: `nixpkgs`, `other/nixpkgs`; empty for the flake itself.
   */
  readonly follows?: string;
  /** False with `flake = false;`: the input is only a folder. */
  readonly isFlake: boolean;
  /** Settings for the inputs of this input (`inputs.a.inputs.b.follows = …`). */
  readonly inputs: readonly FlakeInput[];
}

/** A reason why the inputs of a flake.nix are not all known. */
export interface FlakeDiagnostic {
  readonly position: Position;
  /** A sentence without a full stop. */
  readonly reason: string;
}

/**
 * Reads the inputs of a flake.nix. Nix requires that they are literals. Undeclared inputs, which
 * are only formals of `outputs`, are included.
 */
export function readFlakeInputs(
  parser: NixParser,
  bytes: Uint8Array,
): { readonly inputs: readonly FlakeInput[]; readonly diagnostics: readonly FlakeDiagnostic[] } {
  return withSyntax(parser, decode(bytes), (syntax) => {
    const [broken] = parseDiagnostics(syntax);
    const diagnostics: FlakeDiagnostic[] = broken
      ? [{ position: broken.position, reason: 'Nix does not parse it from here on' }]
      : [];
    const root = rootExpression(syntax.root);
    if (!root || broken) return { inputs: [], diagnostics };
    const top = new WrittenValue(syntax.positionOf(root));
    collect(syntax, root, top, diagnostics, 'inputs');
    const inputs = [...(top.members.get('inputs')?.members ?? [])].map(([name, written]) =>
      inputOf(name, written, diagnostics),
    );
    return { inputs: [...inputs, ...undeclaredInputs(syntax, root, inputs)], diagnostics };
  });
}

/** A literal value, or a set, whose parts (`a.b = …; a.c = …;`) are merged. */
class WrittenValue {
  readonly members = new Map<string, WrittenValue>();
  value: string | number | boolean | undefined;

  constructor(readonly position: Position) {}
}

/**
 * Adds an expression to `into`.
 * @param only the one name of the outermost set that is read; all names if absent
 */
function collect(
  syntax: Syntax,
  expression: Node,
  into: WrittenValue,
  diagnostics: FlakeDiagnostic[],
  only?: string,
): void {
  const node = withoutParentheses(expression);
  if (node.type !== 'attrset_expression' && node.type !== 'rec_attrset_expression') {
    const value = literal(syntax, node);
    if (value !== undefined) into.value = value;
    else diagnostics.push({ position: syntax.positionOf(node), reason: notWritten(syntax, node) });
    return;
  }
  const list = children(node).find(({ type }) => type === 'binding_set');
  for (const binding of list ? children(list) : []) {
    if (syntax.isBridgedInherit(binding)) continue;
    const path = field(binding, 'attrpath');
    const value = field(binding, 'expression');
    const names = path
      ? children(path).map((attribute) => attributeName(syntax, attribute))
      : [undefined];
    if (only !== undefined && names[0] !== only) continue;
    if (!value || names.some((name) => name === undefined)) {
      diagnostics.push({
        position: syntax.positionOf(binding),
        reason: notWritten(syntax, binding),
      });
      continue;
    }
    let at = into;
    for (const name of names as readonly string[]) {
      let next = at.members.get(name);
      if (!next) at.members.set(name, (next = new WrittenValue(syntax.positionOf(binding))));
      at = next;
    }
    collect(syntax, value, at, diagnostics);
  }
}

function literal(syntax: Syntax, node: Node): string | number | boolean | undefined {
  const text = syntax.textOf(node);
  if (node.type === 'uri_expression') return text;
  if (node.type === 'integer_expression') return Number(text);
  if (node.type === 'variable_expression') {
    return text === 'true' ? true : text === 'false' ? false : undefined;
  }
  return stringValue(syntax, node);
}

function notWritten(syntax: Syntax, node: Node): string {
  const is = /^(?:binding|inherit)/.test(node.type)
    ? 'a name that is computed'
    : kindOf(syntax, node);
  return `an input is written out in strings and sets, and this is ${is}`;
}

function inputOf(name: string, written: WrittenValue, diagnostics: FlakeDiagnostic[]): FlakeInput {
  const { position, members } = written;
  const value = (key: string): string | number | boolean | undefined => members.get(key)?.value;
  const inner = [...(members.get('inputs')?.members ?? [])];
  // In a set with a `type`, `url` is an attribute of that type of reference.
  const hasType = members.has('type');
  const attributes = [...members].filter(
    ([key]) => !KEYS.includes(key) || (hasType && key === 'url'),
  );
  for (const [key, { value: given, position: at }] of attributes) {
    if (given === undefined)
      diagnostics.push({ position: at, reason: `an input has no set \`${key}\`` });
  }
  const url = hasType ? undefined : value('url');
  const follows = value('follows');
  return {
    name,
    position,
    ...(url !== undefined && { url: String(url) }),
    ...(attributes.length > 0 && {
      attributes: Object.fromEntries(attributes.map(([key, { value: given }]) => [key, given!])),
    }),
    ...(follows !== undefined && { follows: String(follows) }),
    isFlake: value('flake') !== false,
    inputs: inner.map(([key, nested]) => inputOf(key, nested, diagnostics)),
  };
}

const KEYS = ['url', 'follows', 'flake', 'inputs'];

/** Formals of `outputs` that are not declared: Nix looks them up by name in the flake registry. */
function undeclaredInputs(
  syntax: Syntax,
  root: Node,
  declared: readonly FlakeInput[],
): FlakeInput[] {
  const known = new Set(['self', ...declared.map(({ name }) => name)]);
  const list = children(root).find(({ type }) => type === 'binding_set');
  for (const binding of list ? children(list) : []) {
    const path = field(binding, 'attrpath');
    const value = field(binding, 'expression');
    if (!path || !value || syntax.textOf(path) !== 'outputs') continue;
    const outputs = withoutParentheses(value);
    if (outputs.type !== 'function_expression') continue;
    return lambdaOf(syntax, outputs)
      .formals.filter(({ name }) => !known.has(name))
      .map(({ name, position }) => ({ name, position, isFlake: true, inputs: [] }));
  }
  return [];
}
