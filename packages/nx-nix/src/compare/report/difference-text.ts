import type { Difference, DifferingAttribute } from '../derivation/derivation-difference';

/** How many differing attributes of a derivation are shown; the others are counted. */
const MOST_ATTRIBUTES = 5;
const MOST_CHARACTERS = 70;
/** How many equal characters are shown before the first difference. */
const LEAD = 16;

/** The differing attributes of a derivation, one text for each. */
export function attributeTexts({ attributes }: Difference): readonly string[] {
  const shown = attributes.slice(0, MOST_ATTRIBUTES).map(attributeText);
  const more = attributes.length - shown.length;
  return more > 0 ? [...shown, `… and ${more} more`] : shown;
}

function attributeText({ name, here, there, isOrder }: DifferingAttribute): string {
  if (here === undefined) return `${name}: only there, ${quoted(there!, 0)}`;
  if (there === undefined) return `${name}: only here, ${quoted(here, 0)}`;
  if (isOrder) return `${name}: the same in another order`;
  const from = Math.max(0, firstDifference(here, there) - LEAD);
  return `${name}: here ${quoted(here, from)}, there ${quoted(there, from)}`;
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

/** A part of a text, quoted on one line. */
function quoted(text: string, from: number): string {
  const start = from > 0 && text.length > MOST_CHARACTERS ? from : 0;
  const cut = text.slice(start, start + MOST_CHARACTERS);
  const before = start > 0 ? '…' : '';
  const after = start + cut.length < text.length ? '…' : '';
  return `${before}${JSON.stringify(cut)}${after}`;
}
