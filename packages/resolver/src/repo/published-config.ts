import type { Node } from 'jsonc-parser';
import { nearestNames } from '../names/nearest-names';

/** The field `published` of a registry's nix-repo.json, about its published flake. */
export interface PublishedConfig {
  /** The flake's folder, from the registry's folder; default `published`. */
  readonly folder?: string;
  /** Flake references of repos, the lib and the base, by name; default is the repo's own `url`. */
  readonly inputs?: Readonly<Record<string, string>>;
}

/** An error in the field, at an offset in the text. */
interface WrongPart {
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

const EXAMPLE = 'write "published": { "inputs": { "lib": "github:owner/lib" } }';

/**
 * Reads the field `published` of a registry's nix-repo.json.
 * @returns the valid parts, the errors, and the offset of each input (`''`: of the whole field)
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

/** Whether a path is `.`, or names without `.` and `..`, so that it is inside the folder. */
function isInside(path: string): boolean {
  const names = path.split('/');
  return path === '.' || names.every((name) => /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/.test(name));
}
