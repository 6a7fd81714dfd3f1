import { attributeName, compareNames } from '../names/attribute-path';
import { nixString } from '../text/nix-text';

/** The line length of nixfmt (RFC 166). */
export const WIDTH = 100;

/** An attribute set of generated Nix: its `inherit`s and its bindings. */
export interface SetText {
  readonly inherits: readonly { readonly from: string; readonly names: readonly string[] }[];
  readonly bindings: readonly { readonly name: string; readonly value: SetText }[];
}

/**
 * An attribute set in nixfmt's format: on one line if it has only a single `inherit` that fits,
 * else with one line for each binding.
 * @param indent number of spaces before the line on which the set begins
 * @param prefix number of characters before the set on that line
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
      // nixfmt always writes a nested set on several lines.
      return `${start}${setText(value, indent + 2, WIDTH)};`;
    }),
  ];
  return `{\n${lines.join('\n')}\n${' '.repeat(indent)}}`;
}

/**
 * A list of strings, on one line, or with one line for each string if `indent` is given.
 * @param indent number of spaces before the line on which the list begins
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
