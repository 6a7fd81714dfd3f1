import { lineText, linesText } from '@nx-nix/resolver';

// Why: docs/decisions/text.md#what-is-printed-has-a-type-of-its-own
/**
 * Text that may go to a terminal or into a log as it is: what came from repos in it is escaped, and
 * escape sequences in it are our own.
 */
export class TerminalText {
  declare private readonly brand: never;

  /** @param text made by the functions of this file, or by those of `resolver` that escape */
  constructor(readonly text: string) {}
}

/**
 * A template with values of any origin: each becomes a part of its line. Texts that are escaped
 * already stay as they are.
 */
export function told(
  ours: TemplateStringsArray,
  ...values: readonly (string | number | TerminalText)[]
): TerminalText {
  const texts = values.map((value) =>
    value instanceof TerminalText ? value.text : lineText(String(value)),
  );
  return new TerminalText(ours.map((part, i) => part + (texts[i] ?? '')).join(''));
}

/** A text of several lines, of any origin. */
export function toldLines(text: string): TerminalText {
  return new TerminalText(linesText(text));
}

/** Several texts as one. */
export function joined(texts: readonly TerminalText[], between: string): TerminalText {
  return new TerminalText(texts.map(({ text }) => text).join(between));
}
