import { withoutUnseen } from './unseen-characters';

// Why: docs/decisions/text.md#in-markdown-a-text-is-code
/**
 * A text from a repo in Markdown: code on one line, in more backquotes than the text has in a row.
 * Not for cells of tables, in which a `|` would end it.
 */
export function markdownCode(text: string): string {
  const line = withoutUnseen(text);
  if (line.trim() === '') return `\` ${JSON.stringify(line)} \``;
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  // One blank on each side is taken away, where both are there.
  const blank = /^[ `]|[ `]$/.test(line) ? ' ' : '';
  return `${fence}${blank}${line}${blank}${fence}`;
}
