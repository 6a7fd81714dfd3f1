import type { Node } from 'web-tree-sitter';
import { decode } from '../syntax/decode';
import { parseDiagnostics } from '../diagnostics/diagnostics';
import { lambdaOf } from '../heads/formals';
import type { NixParser } from '../syntax/parser';
import type { Position } from '../model/reading';
import { rootExpression } from '../syntax/root';
import { field, withoutParentheses, withSyntax, type Syntax } from '../syntax/syntax';
import { flakeShapeDiagnostics } from './flake-shape';
import {
  bindingsOf,
  collectWritten,
  namesOf,
  WrittenValue,
  type FlakeDiagnostic,
} from './written-value';

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

/**
 * Reads the inputs of a flake.nix. Nix requires that they are literals. Undeclared inputs, which
 * are only formals of `outputs`, are included.
 * @returns also everything in the file for which Nix would not take it
 */
export function readFlakeInputs(
  parser: NixParser,
  bytes: Uint8Array,
): { readonly inputs: readonly FlakeInput[]; readonly diagnostics: readonly FlakeDiagnostic[] } {
  return withSyntax(
    parser,
    decode(bytes),
    (syntax) => {
      const [broken] = parseDiagnostics(syntax);
      const root = rootExpression(syntax.root);
      if (!root || broken) {
        const position = broken?.position ?? FILE_START;
        return {
          inputs: [],
          diagnostics: [{ position, reason: 'Nix does not parse it from here on' }],
        };
      }
      const diagnostics = [...flakeShapeDiagnostics(syntax, root)];
      const declared = declaredInputs(syntax, withoutParentheses(root), diagnostics);
      const inputs = [...declared.members].flatMap(([name, written]) =>
        name === 'self' ? refuseSelf(written, diagnostics) : [inputOf(name, written, diagnostics)],
      );
      diagnostics.sort(
        ({ position: a }, { position: b }) => a.line - b.line || a.column - b.column,
      );
      return { inputs: [...inputs, ...undeclaredInputs(syntax, root, inputs)], diagnostics };
    },
    ({ position, limit, most }) => ({
      inputs: [],
      diagnostics: [{ position, reason: `it is beyond a limit (${limit}: ${most})` }],
    }),
  );
}

const FILE_START: Position = { line: 1, column: 1 };

function declaredInputs(syntax: Syntax, set: Node, diagnostics: FlakeDiagnostic[]): WrittenValue {
  const top = new WrittenValue(syntax.positionOf(set));
  for (const binding of bindingsOf(set)) {
    const names = namesOf(syntax, binding);
    const value = field(binding, 'expression');
    if (names?.[0] !== 'inputs' || !value) continue;
    const position = syntax.positionOf(binding);
    if (names.some((name) => name === undefined)) {
      const reason =
        'an input is written out in strings and sets, and this is a name that is computed';
      diagnostics.push({ position, reason });
      continue;
    }
    collectWritten(syntax, value, top.at(names as readonly string[], position), diagnostics);
  }
  const inputs = top.members.get('inputs') ?? top;
  if (!inputs.isSet) diagnostics.push({ position: inputs.position, reason: '`inputs` is a set' });
  return inputs;
}

/** Versions of Nix agree on nothing that could be said of `self`, so there is no input to return. */
function refuseSelf({ position, members }: WrittenValue, diagnostics: FlakeDiagnostic[]): [] {
  const said = [...members.keys()].map((name) => `\`${name}\``).join(', ');
  diagnostics.push({
    position,
    reason: `it says ${said === '' ? 'something' : said} of its input \`self\`, which Nix 2.8 and 2.26 reject or take for a flake by that name`,
  });
  return [];
}

function inputOf(name: string, written: WrittenValue, diagnostics: FlakeDiagnostic[]): FlakeInput {
  const { position, members } = written;
  const say = (at: Position, reason: string): void =>
    void diagnostics.push({ position: at, reason });
  if (!written.isSet) say(position, `the input \`${name}\` is a set with \`url\` or \`follows\``);
  const literal = <T>(key: string, type: 'string' | 'boolean', article: string): T | undefined => {
    const member = members.get(key);
    if (!member || member.isUnread) return undefined;
    if (typeof member.value === type) return member.value as T;
    say(member.position, `\`${key}\` of an input is ${article}`);
    return undefined;
  };
  const inner = members.get('inputs');
  if (inner && !inner.isSet) say(inner.position, '`inputs` of an input is a set');
  // In a set with a `type`, `url` is an attribute of that type of reference.
  const hasType = members.has('type');
  const attributes = [...members].filter(
    ([key]) => !KEYS.includes(key) || (hasType && key === 'url'),
  );
  for (const [key, { value: given, position: at, isUnread }] of attributes) {
    if (isUnread) continue;
    if (given === undefined) say(at, `an input has no set \`${key}\``);
    else if (!hasType) say(at, `an input that has no \`type\` has no \`${key}\``);
  }
  const url = hasType ? undefined : literal<string>('url', 'string', 'a string');
  const follows = literal<string>('follows', 'string', 'a string');
  const isFlake = literal<boolean>('flake', 'boolean', '`true` or `false`') !== false;
  if (follows !== undefined) {
    // Earlier versions of Nix follow, and say nothing.
    if (url !== undefined || hasType) {
      say(
        position,
        `the input \`${name}\` names a source and follows another input: Nix 2.34 takes one of both`,
      );
    }
    const wrong = follows.split('/').find((part) => part !== '' && !FLAKE_ID.test(part));
    if (wrong !== undefined) say(position, `Nix follows no input by the name \`${wrong}\``);
  }
  return {
    name,
    position,
    ...(url !== undefined && { url }),
    ...(attributes.length > 0 && {
      attributes: Object.fromEntries(attributes.map(([key, { value: given }]) => [key, given!])),
    }),
    ...(follows !== undefined && { follows }),
    isFlake,
    inputs: [...(inner?.members ?? [])].map(([key, nested]) => inputOf(key, nested, diagnostics)),
  };
}

const KEYS = ['url', 'follows', 'flake', 'inputs'];
/** The names that a path of `follows` may have in it. */
const FLAKE_ID = /^[a-zA-Z][a-zA-Z0-9_-]*$/;

/** Formals of `outputs` that are not declared: Nix looks them up by name in the flake registry. */
function undeclaredInputs(
  syntax: Syntax,
  root: Node,
  declared: readonly FlakeInput[],
): FlakeInput[] {
  const known = new Set(['self', ...declared.map(({ name }) => name)]);
  for (const binding of bindingsOf(withoutParentheses(root))) {
    const names = namesOf(syntax, binding);
    const value = field(binding, 'expression');
    if (!value || names?.length !== 1 || names[0] !== 'outputs') continue;
    const outputs = withoutParentheses(value);
    if (outputs.type !== 'function_expression') continue;
    return lambdaOf(syntax, outputs)
      .formals.filter(({ name }) => !known.has(name))
      .map(({ name, position }) => ({ name, position, isFlake: true, inputs: [] }));
  }
  return [];
}
