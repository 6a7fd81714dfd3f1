import { linesText, lineText } from './terminal-text';

/**
 * A command for GitHub's workflows, as one line of a log. What would end the command or one of its
 * properties is escaped as GitHub's own toolkit does.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function workflowCommand(
  name: string,
  properties: Readonly<Record<string, string | number>>,
  text: string,
): string {
  const written = Object.entries(properties).map(
    ([key, value]) => `${key}=${property(lineText(String(value)))}`,
  );
  return `::${name} ${written.join(',')}::${data(linesText(text))}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
