import { sortedAttributes, tooDeepAt, type Attributes } from '@nx-nix/resolver';

/** An input: a locked source, or the path (from the root) of the input that it follows. */
export type Input = LockNode | readonly string[];

/** A locked source, with its own inputs. */
export interface LockNode {
  readonly isFlake: boolean;
  readonly locked: Attributes;
  readonly original: Attributes;
  readonly inputs: ReadonlyMap<string, Input>;
  /** Of a relative path: the path of the input whose flake names it. */
  readonly parent?: readonly string[];
  /** The name of the node in the file that it was read from. */
  readonly key?: string;
}

/** All inputs of a flake, by name. */
export type Inputs = ReadonlyMap<string, Input>;

/** True if an input follows another one. */
export function isFollowing(input: Input): input is readonly string[] {
  return Array.isArray(input);
}

/** A node in the JSON of a lock file. */
interface WrittenNode {
  readonly flake?: boolean;
  readonly inputs?: Readonly<Record<string, string | readonly string[]>>;
  readonly locked?: Attributes;
  readonly original?: Attributes;
  readonly parent?: readonly string[];
}

/**
 * The text of a flake.lock, byte for byte as Nix writes it (version 7). A node is named after the
 * input that reaches it first; inputs are visited in the order of their names.
 */
export function lockText(root: Inputs): string {
  const nodes = new Map<string, WrittenNode>();
  const names = new Map<LockNode, string>();
  const reserve = (wanted: string): string => {
    let name = wanted;
    for (let n = 2; nodes.has(name); n++) name = `${wanted}_${n}`;
    nodes.set(name, {});
    return name;
  };
  const inputsText = (inputs: Inputs): Pick<WrittenNode, 'inputs'> => {
    if (inputs.size === 0) return {};
    const named = [...inputs]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, input]) => [name, isFollowing(input) ? input : dump(name, input)] as const);
    return { inputs: Object.fromEntries(named) };
  };
  const dump = (wanted: string, node: LockNode): string => {
    const known = names.get(node);
    if (known !== undefined) return known;
    const name = reserve(wanted);
    names.set(node, name);
    const inputs = inputsText(node.inputs);
    const { locked, original, parent } = node;
    const flake = node.isFlake ? {} : { flake: false };
    nodes.set(name, { ...flake, ...inputs, locked, original, ...(parent && { parent }) });
    return name;
  };
  const name = reserve('root');
  nodes.set(name, inputsText(root));
  const sorted = [...nodes].sort(([a], [b]) => (a < b ? -1 : 1));
  const file = { nodes: Object.fromEntries(sorted), root: name, version: 7 };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * How many nodes may be between the root and another one, on the way by which they are read. What
 * goes through a lock calls itself for each.
 */
const MOST_LEVELS = 500;

/**
 * Reads a flake.lock.
 * @returns the inputs, or for a damaged file what is wrong, as a sentence without a full stop
 */
export function readLock(text: string): { readonly inputs: Inputs } | { readonly wrong: string } {
  if (tooDeepAt(text) !== undefined) {
    return { wrong: 'too many lists and objects lie inside of each other in it' };
  }
  let file: { readonly nodes?: Record<string, WrittenNode>; root?: unknown; version?: unknown };
  try {
    file = JSON.parse(text) as typeof file;
  } catch {
    return { wrong: 'it is no JSON' };
  }
  const { nodes: written, root, version } = file ?? {};
  // NOTE: without a prototype, whose name would else be that of a node.
  const nodes = isObject(written) ? new Map(Object.entries(written)) : undefined;
  if (!nodes || typeof root !== 'string' || !isObject(nodes.get(root))) {
    return { wrong: 'it has no nodes, or no root among them' };
  }
  if (version !== 7)
    return { wrong: `it is of version ${String(version)}; version 7 is known here` };
  const read = new Map<string, LockNode>();
  let wrong: string | undefined;
  let levels = 0;
  const inputsOf = (name: string): Inputs => {
    const inputs = new Map<string, Input>();
    for (const [input, target] of Object.entries(nodes.get(name)!.inputs ?? {})) {
      if (Array.isArray(target) && target.every((one) => typeof one === 'string')) {
        inputs.set(input, target as string[]);
      } else {
        const node = typeof target === 'string' ? nodeOf(target) : undefined;
        if (node) inputs.set(input, node);
        else wrong ??= `the input \`${input}\` of its node \`${name}\` leads nowhere`;
      }
    }
    return inputs;
  };
  const nodeOf = (name: string): LockNode | undefined => {
    const known = read.get(name);
    if (known) return known;
    const { locked, original, flake, parent } = nodes.get(name) ?? {};
    if (!isAttributes(locked) || !isAttributes(original)) return undefined;
    const inputs = new Map<string, Input>();
    const isPath = Array.isArray(parent) && parent.every((one) => typeof one === 'string');
    if (parent !== undefined && !isPath) {
      wrong ??= `the \`parent\` of its node \`${name}\` is no list of names`;
    }
    if (locked['rev'] !== undefined && !/^[0-9a-f]{40}$/.test(String(locked['rev']))) {
      wrong ??= `the \`rev\` of its node \`${name}\` is no commit with 40 digits`;
    }
    const rest = { key: name, ...(isPath && { parent }) };
    const node = {
      isFlake: flake !== false,
      locked: sortedAttributes(locked),
      original: sortedAttributes(original),
      inputs,
      ...rest,
    };
    // Set before the inputs are read, as they may lead back to this node.
    read.set(name, node);
    if (++levels > MOST_LEVELS) {
      wrong ??= `the inputs of its node \`${name}\` lie more than ${MOST_LEVELS} levels deep`;
    } else for (const [input, target] of inputsOf(name)) inputs.set(input, target);
    levels--;
    return node;
  };
  const inputs = inputsOf(root);
  return wrong === undefined ? { inputs } : { wrong };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAttributes(value: unknown): value is Attributes {
  return (
    isObject(value) &&
    Object.values(value).every((one) => ['string', 'number', 'boolean'].includes(typeof one))
  );
}
