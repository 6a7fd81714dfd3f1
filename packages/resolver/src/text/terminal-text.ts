import { linesWithoutUnseen, withoutUnseen } from './unseen-characters';

// Why: docs/decisions/text.md#a-log-is-a-page-and-a-program
/**
 * A text from a repo as a part of one line of a terminal or a log: no control characters, no line
 * breaks, nothing that changes the direction, and no command of a CI system.
 */
export function lineText(text: string): string {
  return withoutCommands(withoutUnseen(text));
}

/** The same for a text of several lines, such as an error of Nix. Tabs stay. */
export function linesText(text: string): string {
  return withoutCommands(linesWithoutUnseen(text));
}

/**
 * A text without the colours that Nix and compilers give their messages. Other sequences stay, to be
 * shown as what they are: nobody colours with them.
 */
export function withoutColours(text: string): string {
  return text.includes('\u001b') ? text.replace(COLOURS, '') : text;
}

// eslint-disable-next-line no-control-regex
const COLOURS = /\u001b\[[\d;:]*[mK]/g;

/**
 * GitHub's runner takes a line that begins with `::`, after white space, for a command, and `##[`
 * anywhere in it; Azure takes `##vso[`, TeamCity `##teamcity[`. Inside of a line, `::` is common in
 * C++ and stays, but where a command's name follows: Nx breaks what is longer than a pipe's buffer
 * into lines, wherever that is.
 */
function withoutCommands(text: string): string {
  const colons = text.includes('::')
    ? text.replace(/^([^\S\n]*):(?=:)/gm, '$1\\u003a').replace(COMMAND, '\\u003a')
    : text;
  return colons.includes('##') ? colons.replace(/##(\w*)\[/g, '##$1\\u005b') : colons;
}

const COMMAND =
  /:(?=:(?:(?:add|internal|remove|save|set|stop)-[\w-]+|debug|echo|(?:end)?group|error|notice|warning)[ :])/gi;
