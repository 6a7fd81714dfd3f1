/**
 * A text of others as a person can see it: control characters, which a terminal would obey, and marks
 * that turn the direction of what follows, are shown as `\u{1b}`. Names of files and packages, and
 * what JSON and Nix files say, may have any of them.
 */
export function visibleText(text: string): string {
  return text.replace(
    UNSEEN,
    (character) => `\\u{${character.codePointAt(0)!.toString(16).padStart(2, '0')}}`,
  );
}

/** Also the two that some programs take for the end of a line. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;
