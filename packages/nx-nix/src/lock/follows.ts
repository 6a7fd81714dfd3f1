import { isFollowing, type Input, type Inputs, type LockNode } from './lock-file';

/** An input that follows what it cannot. */
export interface WrongFollow {
  /** The node that it is an input of; undefined for the root. */
  readonly node: LockNode | undefined;
  /** Its path from the root. */
  readonly path: readonly string[];
  readonly to: readonly string[];
  /** `nowhere`: there is no such input. `circle`: it leads back to itself. */
  readonly is: 'nowhere' | 'circle';
}

/**
 * All inputs whose `follows` lead to no input. The three versions of Nix reject them; a circle only
 * the later ones, and the stack of 2.8 overflows when it is used.
 * @param elsewhere names of inputs of the root that are not in this lock
 */
export function wrongFollows(root: Inputs, elsewhere: readonly string[]): readonly WrongFollow[] {
  const found: WrongFollow[] = [];
  eachFollow(root, (node, path, to) => {
    const end = endOf(root, to, elsewhere);
    if (end === 'nowhere' || end === 'circle') found.push({ node, path, to, is: end });
  });
  return found;
}

/**
 * True if a path has an input in it that follows another one. Nix 2.8 does not find what it leads
 * to, and later versions do.
 */
export function leadsThroughFollow(root: Inputs, path: readonly string[]): boolean {
  let inputs: Inputs | undefined = root;
  for (const name of path.slice(0, -1)) {
    const input: Input | undefined = inputs?.get(name);
    if (input && isFollowing(input)) return true;
    inputs = input?.inputs;
  }
  return false;
}

/** Visits all inputs that follow others. */
export function eachFollow(
  inputs: Inputs,
  visit: (node: LockNode | undefined, path: readonly string[], to: readonly string[]) => void,
  node?: LockNode,
  path: readonly string[] = [],
  seen = new Set<LockNode>(),
): void {
  for (const [name, input] of inputs) {
    const here = [...path, name];
    if (isFollowing(input)) visit(node, here, input);
    else if (!seen.has(input)) {
      seen.add(input);
      eachFollow(input.inputs, visit, input, here, seen);
    }
  }
}

function endOf(
  root: Inputs,
  path: readonly string[],
  elsewhere: readonly string[],
  around: readonly string[] = [],
): LockNode | 'root' | 'elsewhere' | 'nowhere' | 'circle' {
  const key = JSON.stringify(path);
  if (around.includes(key)) return 'circle';
  let at: ReturnType<typeof endOf> = 'root';
  for (const name of path) {
    if (typeof at === 'string' && at !== 'root') return at;
    const input: Input | undefined = (at === 'root' ? root : at.inputs).get(name);
    if (!input) return at === 'root' && elsewhere.includes(name) ? 'elsewhere' : 'nowhere';
    at = isFollowing(input) ? endOf(root, input, elsewhere, [...around, key]) : input;
  }
  return at;
}
