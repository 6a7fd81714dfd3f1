import { attributeName, compareNames, nixString } from '../names/attribute-path';

/** nixfmt's line length (RFC 166). */
export const WIDTH = 100;

/** An attribute set of generated Nix: what it inherits, and what it binds. */
export interface SetText {
  readonly inherits: readonly { readonly from: string; readonly names: readonly string[] }[];
  readonly bindings: readonly { readonly name: string; readonly value: SetText }[];
}

/**
 * An attribute set as nixfmt lays it out, to be put behind `prefix` on a line indented by `indent`:
 * on one line where it holds a single `inherit` that fits, else a line for each binding.
 * @returns the text from `{` to `}`
 */
export function setText(set: SetText, indent: number, prefix: number): string {
  if (set.inherits.length === 0 && set.bindings.length === 0) return '{ }';
  if (set.bindings.length === 0 && set.inherits.length === 1) {
    const line = `{ ${inheritLine(set.inherits[0]!)} }`;
    if (prefix + line.length + 1 <= WIDTH) return line;
  }
  const inner = ' '.repeat(indent + 2);
  const lines = [
    ...set.inherits.map((inherit) => inheritText(inherit, indent + 2)),
    ...set.bindings.map(({ name, value }) => {
      const start = `${inner}${attributeName(name)} = `;
      // nixfmt opens a set that is bound inside of a set, however short it is.
      return `${start}${setText(value, indent + 2, WIDTH)};`;
    }),
  ];
  return `{\n${lines.join('\n')}\n${' '.repeat(indent)}}`;
}

/**
 * A list of strings.
 * @param indent a line for each, on lines indented by that; all on one line where it is not given
 */
export function stringsText(strings: readonly string[], indent?: number): string {
  if (indent === undefined) return `[ ${strings.map((text) => `${nixString(text)} `).join('')}]`;
  const margin = ' '.repeat(indent);
  return `[\n${strings.map((text) => `${margin}  ${nixString(text)}\n`).join('')}${margin}]`;
}

function inheritLine(inherit: SetText['inherits'][number]): string {
  return `inherit (${inherit.from}) ${sortedNames(inherit.names).join(' ')};`;
}

function inheritText(inherit: SetText['inherits'][number], indent: number): string {
  const margin = ' '.repeat(indent);
  const line = margin + inheritLine(inherit);
  if (line.length <= WIDTH) return line;
  const names = sortedNames(inherit.names).map((name) => `${margin}  ${name}`);
  return `${margin}inherit (${inherit.from})\n${names.join('\n')}\n${margin}  ;`;
}

function sortedNames(names: readonly string[]): readonly string[] {
  return [...names].sort(compareNames).map(attributeName);
}
