import type { workflowCommand, ToldProblem } from '@nx-nix/resolver';
import type { Columns } from './columns';

/**
 * A problem as GitHub's workflows take it from the output, to show it beside the line in a pull
 * request.
 */
export function annotation(
  { problem: { place, code, hint }, message }: ToldProblem,
  columns: Columns,
): Parameters<typeof workflowCommand> {
  const { file, position } = place;
  const properties = {
    file,
    line: position.line,
    col: columns.of(place) ?? 1,
    title: code,
  };
  return ['error', properties, `${message}\nhint: ${hint}`];
}
