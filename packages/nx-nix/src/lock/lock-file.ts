import type { Attributes } from '@nx-nix/resolver';

/** What an input is: something locked, or the same as another one, by its path from the root. */
export type Input = LockNode | readonly string[];

/** An input that is locked, with its own inputs. */
export interface LockNode {
  readonly isFlake: boolean;
  readonly locked: Attributes;
  readonly original: Attributes;
  readonly inputs: ReadonlyMap<string, Input>;
  /** What it is called in the file that it was read from. */
  readonly key?: string;
}

/** All inputs of a flake, by name. */
export type Inputs = ReadonlyMap<string, Input>;

/** Whether an input is only another name for one. */
export function isFollowing(input: Input): input is readonly string[] {
  return Array.isArray(input);
}

/** A node of a lock, as it is written. */
interface WrittenNode {
  readonly flake?: boolean;
  readonly inputs?: Readonly<Record<string, string | readonly string[]>>;
  readonly locked?: Attributes;
  readonly original?: Attributes;
}

/**
 * The text of a flake.lock, byte by byte as Nix writes it (version 7): nodes are called after the
 * input by which they are reached first, names in order.
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
    const { locked, original } = node;
    nodes.set(name, { ...(node.isFlake ? {} : { flake: false }), ...inputs, locked, original });
    return name;
  };
  const name = reserve('root');
  nodes.set(name, inputsText(root));
  const sorted = [...nodes].sort(([a], [b]) => (a < b ? -1 : 1));
  const file = { nodes: Object.fromEntries(sorted), root: name, version: 7 };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Reads a flake.lock.
 * @returns why it is none, as a sentence without a full stop, where it is damaged
 */
export function readLock(text: string): { readonly inputs: Inputs } | { readonly wrong: string } {
  let file: { readonly nodes?: Record<string, WrittenNode>; root?: unknown; version?: unknown };
  try {
    file = JSON.parse(text) as typeof file;
  } catch {
    return { wrong: 'it is no JSON' };
  }
  const { nodes, root, version } = file ?? {};
  if (!isObject(nodes) || typeof root !== 'string' || !isObject(nodes[root])) {
    return { wrong: 'it has no nodes, or no root among them' };
  }
  if (version !== 7)
    return { wrong: `it is of version ${String(version)}; version 7 is known here` };
  const read = new Map<string, LockNode>();
  let wrong: string | undefined;
  const inputsOf = (name: string): Inputs => {
    const inputs = new Map<string, Input>();
    for (const [input, target] of Object.entries(nodes[name]!.inputs ?? {})) {
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
    const { locked, original, flake } = nodes[name] ?? {};
    if (!isAttributes(locked) || !isAttributes(original)) return undefined;
    const inputs = new Map<string, Input>();
    const node = { isFlake: flake !== false, locked, original, inputs, key: name };
    // Before its inputs, as they may lead back to it.
    read.set(name, node);
    for (const [input, target] of inputsOf(name)) inputs.set(input, target);
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
