import { compareNames } from '../../names/attribute-path';

/** The number before a layer file's name: `10-jq.nix`. */
const NUMBERED = /^(\d+)-(?=.)/;

/**
 * The order of a layer's files: those with a number before their name first, by the number, then
 * the others; by name where that says nothing.
 */
export function compareLayerFiles(a: string, b: string): number {
  const [first, second] = [numberOf(a), numberOf(b)];
  if (first === second) return compareNames(a, b);
  if (first === undefined) return 1;
  return second !== undefined && second < first ? 1 : -1;
}

/** A layer file's name without the number, which only says where it comes. */
export function withoutNumber(name: string): string {
  return name.replace(NUMBERED, '');
}

/** A bigint, as a date with a time is no safe number any more. */
function numberOf(name: string): bigint | undefined {
  const digits = NUMBERED.exec(name)?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}
