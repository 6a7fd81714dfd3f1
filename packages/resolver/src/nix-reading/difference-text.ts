import { pathText } from '../names/attribute-path';
import { lineText } from '../text/terminal-text';
import { placeText } from '../problems/problem';
import type { Difference } from './compare-readings';

/** A difference as a paragraph for people, with the statements of both readings. */
export function differenceText({ path, place, points }: Difference, version: string): string {
  const nix = `Nix ${version}`;
  const width = Math.max(READING.length, nix.length) + 1;
  const paragraphs = points.flatMap(({ what, read, nix: other }) => [
    `  ${what}`,
    `    ${`${READING}:`.padEnd(width)} ${read}`,
    `    ${`${nix}:`.padEnd(width)} ${other}`,
  ]);
  return [
    `${placeText(place)}: \`${pathText(path)}\` is read otherwise than Nix reads it`,
    ...paragraphs,
  ]
    .map(lineText)
    .join('\n');
}

const READING = 'its text';

/** A difference as data for machines. */
export function differenceJson({ path, place, points }: Difference): DifferenceJson {
  const { file, position } = place;
  return { package: pathText(path), file, line: position.line, column: position.column, points };
}

/** The form of a difference in JSON output. */
export interface DifferenceJson {
  readonly package: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly points: Difference['points'];
}
