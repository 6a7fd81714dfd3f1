import type { ToldProblem } from '@nx-nix/resolver';
import type { Columns } from './columns';

/**
 * A problem as GitHub's workflows take it from the output, to show it beside the line in a pull
 * request. What would end the command or one of its properties is escaped as GitHub's own toolkit does.
 */
export function annotation(
  { problem: { place, code, hint }, message }: ToldProblem,
  columns: Columns,
): string {
  const { file, position } = place;
  const properties = [
    `file=${property(file)}`,
    `line=${position.line}`,
    `col=${columns.of(place) ?? 1}`,
    `title=${property(code)}`,
  ];
  return `::error ${properties.join(',')}::${data(`${message}\nhint: ${hint}`)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
