import { nixString } from '../text/nix-text';

/**
 * The files of a registry through which Nix comes to all others: whoever asks for a name reads the
 * first, and whoever asks for a package the second.
 */
export const REGISTRY_DOORS = ['names.nix', 'pkgs.nix'] as const;

const HEAD = '# Not whole: `nx sync` writes it again.\n';

// Why: docs/decisions/emitting.md#a-set-of-files-has-doors
/**
 * What a door says while the files behind it do not belong together.
 * @param root the registry's folder, from the workspace root
 */
export function closedNix(root: string): string {
  return `${HEAD}abort ${nixString(sentence(`the registry ${root}`, '`nx sync`'))}\n`;
}

/**
 * The same for the published flake. Nix takes no flake.nix that is no set.
 * @param folder of the flake, from the workspace root
 * @param command what writes it again
 */
export function closedFlakeNix(folder: string, command: string): string {
  const text = sentence(`the flake ${folder}`, `\`${command}\``);
  return `${HEAD}{\n  outputs = _: abort ${nixString(text)};\n}\n`;
}

/** Whether the text of a file is one of these. */
export function isClosedNix(text: string): boolean {
  return text.startsWith(HEAD);
}

function sentence(what: string, command: string): string {
  return `${what} is being written, or its writing was interrupted: run ${command}, which writes it as a whole`;
}
