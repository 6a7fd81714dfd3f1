import {
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { nearestNames } from '../names/nearest-names';
import { isTextForNix } from '../text/unseen-characters';
import { MOST_JSON_DEPTH, tooDeepAt } from './json-limits';

/** The rule for one field of a JSON object. */
export interface FieldRule {
  readonly isRequired?: boolean;
  /** The expected value, as words after "is": `a string`. */
  readonly wanted: string;
  readonly example: string;
  readonly fits: (value: unknown) => boolean;
}

/** An error in a JSON text. */
export interface JsonDiagnostic {
  /** Offset in the text. */
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

/** The valid fields of an object, and the nodes of all known fields. */
export interface Fields {
  readonly values: Readonly<Record<string, unknown>>;
  readonly nodes: Readonly<Record<string, Node>>;
}

/** Whether a value is a string that is not empty. */
export const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** Whether a value is a list of strings that are not empty. */
export const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/** The tree of a JSON text, or the first error. */
export function parseJson(
  text: string,
): { readonly root: Node } | { readonly diagnostic: JsonDiagnostic } {
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const message = `more than ${MOST_JSON_DEPTH} lists and objects lie inside of each other here`;
    return { diagnostic: { offset: deep, message, hint: 'write it with fewer of them' } };
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  if (root && !error) {
    const diagnostic = notForNix(root, text);
    return diagnostic ? { diagnostic } : { root };
  }
  const said = error
    ? printParseErrorCode(error.error).replace(/(?!^)(?=[A-Z])/g, ' ')
    : 'it is empty';
  return {
    diagnostic: {
      offset: error?.offset ?? 0,
      message: `this is no JSON: ${said.toLowerCase()}`,
      hint: 'mend it',
    },
  };
}

/**
 * The first text, a name of a field too, that no Nix string can be; such texts are written into
 * generated Nix. JSON can have one only as an escape.
 */
function notForNix(root: Node, text: string): JsonDiagnostic | undefined {
  if (!/\\u(0000|d[89a-f])/i.test(text)) return undefined;
  const nodes = [root];
  for (const node of nodes) {
    if (typeof node.value === 'string' && !isTextForNix(node.value)) {
      return {
        offset: node.offset,
        message: `${JSON.stringify(node.value)} cannot be written in Nix: it has U+0000, or half of a character`,
        hint: 'take that out of it',
      };
    }
    for (const child of node.children ?? []) nodes.push(child);
  }
  return undefined;
}

/**
 * Reads the fields of an object by rules.
 * @param what a word for the object, with its article: `a channel`
 * @returns the valid fields, and diagnostics for the others
 */
export function readFields(
  node: Node,
  rules: Readonly<Record<string, FieldRule>>,
  what: string,
): Fields & { readonly diagnostics: readonly JsonDiagnostic[] } {
  const diagnostics: JsonDiagnostic[] = [];
  const values: Record<string, unknown> = {};
  const nodes: Record<string, Node> = {};
  if (node.type !== 'object') {
    const hint = `write { ${Object.entries(rules)[0]![1].example} }`;
    return {
      values,
      nodes,
      diagnostics: [{ offset: node.offset, message: `${what} is a JSON object`, hint }],
    };
  }
  for (const property of node.children ?? []) {
    const [key, value] = property.children as [Node, Node];
    const name = String(key.value);
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (Object.hasOwn(nodes, name)) {
      const message = `the field "${name}" stands here a second time`;
      diagnostics.push({ offset: key.offset, message, hint: 'take one of them away' });
    } else if (!rule) {
      diagnostics.push({ offset: key.offset, ...unknownField(name, Object.keys(rules), what) });
    } else if (!rule.fits(getNodeValue(value))) {
      nodes[name] = value;
      const message = `"${name}" is ${rule.wanted}`;
      diagnostics.push({ offset: value.offset, message, hint: `write ${rule.example}` });
    } else {
      nodes[name] = value;
      values[name] = getNodeValue(value);
    }
  }
  for (const [name, { isRequired, example }] of Object.entries(rules)) {
    if (!isRequired || Object.hasOwn(nodes, name)) continue;
    const message = `${what} has a "${name}", and this one has none`;
    diagnostics.push({ offset: node.offset, message, hint: `add ${example}` });
  }
  return { values, nodes, diagnostics };
}

function unknownField(
  name: string,
  known: readonly string[],
  what: string,
): Pick<JsonDiagnostic, 'message' | 'hint'> {
  const [near] = nearestNames(name, known);
  const all = known.map((field) => `"${field}"`).join(', ');
  return {
    message: `${what} has no field "${name}"`,
    hint: near ? `did you mean "${near}"?` : `its fields are ${all}`,
  };
}
