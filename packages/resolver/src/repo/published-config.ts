import type { Node } from 'jsonc-parser';
import { nearestNames } from '../names/nearest-names';

/** What a registry says of its published flake. */
export interface PublishedConfig {
  /** Where it lies, from the registry's folder; `published` unless it says otherwise. */
  readonly folder?: string;
  /** Flake references of repos, the lib and the base, by name; a repo's own `url` does where there is none. */
  readonly inputs?: Readonly<Record<string, string>>;
}

/** What is wrong with it, by the offset at which it stands. */
interface WrongPart {
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

const EXAMPLE = 'write "published": { "inputs": { "lib": "github:owner/lib" } }';

/**
 * Reads the field `published` of a registry's nix-repo.json.
 * @returns what is right of it, and where each input is named; by `''`, where they all are
 */
export function readPublishedConfig(node: Node): {
  readonly published: PublishedConfig;
  readonly offsets: readonly (readonly [name: string, offset: number])[];
  readonly problems: readonly WrongPart[];
} {
  const problems: WrongPart[] = [];
  const offsets: [string, number][] = [['', node.offset]];
  let folder: string | undefined;
  const inputs = new Map<string, string>();
  if (node.type !== 'object') {
    problems.push({ offset: node.offset, message: '"published" is an object', hint: EXAMPLE });
  }
  for (const [key, value] of properties(node)) {
    const at = value.offset;
    if (key === 'folder') {
      if (typeof value.value === 'string' && isInside(value.value)) folder = value.value;
      else {
        const message = '"folder" is a path inside of the registry\'s folder';
        problems.push({ offset: at, message, hint: 'write "folder": "published", or "."' });
      }
    } else if (key === 'inputs' && value.type === 'object') {
      for (const [name, reference] of properties(value)) {
        const url: unknown = reference.value;
        if (inputs.has(name)) {
          const message = `the input "${name}" stands here a second time`;
          problems.push({ offset: reference.offset, message, hint: 'take one of them away' });
        } else if (typeof url === 'string') {
          inputs.set(name, url);
          offsets.push([name, reference.offset]);
        } else {
          const message = `the input "${name}" is a flake reference, as a string`;
          const hint = `write "${name}": "git+https://…"`;
          problems.push({ offset: reference.offset, message, hint });
        }
      }
    } else if (key === 'inputs') {
      problems.push({ offset: at, message: '"inputs" is an object', hint: EXAMPLE });
    } else {
      const near = nearestNames(key, ['folder', 'inputs'])[0];
      const hint = near ? `did you mean "${near}"?` : 'its fields are "folder" and "inputs"';
      problems.push({ offset: at, message: `"published" has no field "${key}"`, hint });
    }
  }
  return {
    published: { ...(folder !== undefined && { folder }), inputs: Object.fromEntries(inputs) },
    offsets,
    problems,
  };
}

function properties(node: Node): readonly (readonly [name: string, value: Node])[] {
  return node.type === 'object'
    ? (node.children ?? []).map(({ children }) => [children![0]!.value as string, children![1]!])
    : [];
}

/** A name or names, none of which leads out or is said in a roundabout way. */
function isInside(path: string): boolean {
  const names = path.split('/');
  return path === '.' || names.every((name) => /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/.test(name));
}
