import { pathText } from '../names/attribute-path';
import { placeText } from '../problems/problem';
import type { Difference } from './compare-readings';

/** A difference for a person: a paragraph that says what each of the two says. */
export function differenceText({ path, place, points }: Difference, version: string): string {
  const nix = `Nix ${version}`;
  const width = Math.max(READING.length, nix.length) + 1;
  const said = points.map(
    ({ what, read, nix: other }) =>
      `  ${what}\n    ${`${READING}:`.padEnd(width)} ${read}\n    ${`${nix}:`.padEnd(width)} ${other}`,
  );
  return [
    `${placeText(place)}: \`${pathText(path)}\` is read otherwise than Nix reads it`,
    ...said,
  ].join('\n');
}

const READING = 'its text';

/** The same for machines. */
export function differenceJson({ path, place, points }: Difference): DifferenceJson {
  const { file, position } = place;
  return { package: pathText(path), file, line: position.line, column: position.column, points };
}

export interface DifferenceJson {
  readonly package: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly points: Difference['points'];
}
