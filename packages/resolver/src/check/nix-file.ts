import type { Body } from '@nx-nix/lambdas';
import { ExecutableFile } from '../problems/check/executable-file';
import { NotExecutable } from '../problems/check/not-executable';
import { PipeOperator } from '../problems/check/pipe-operator';
import { ReadsClock } from '../problems/check/reads-clock';
import { UselessEscape } from '../problems/check/useless-escape';
import type { Place, Problem } from '../problems/problem';

/** Any Nix file must be executable exactly if it begins with `#!`. */
export function modeProblems(
  bytes: Uint8Array,
  isExecutable: boolean,
  place: Place,
): readonly Problem[] {
  const hasProgram = bytes[0] === 0x23 && bytes[1] === 0x21;
  if (isExecutable === hasProgram) return [];
  return [isExecutable ? new ExecutableFile(place) : new NotExecutable(place)];
}

/** Problems for escapes whose backslash has no effect. */
export function escapeProblems({ uselessEscapes }: Body, file: string): readonly Problem[] {
  return uselessEscapes.map(({ name, position }) => new UselessEscape({ file, position }, name));
}

/** A problem for each place where a file reads the clock. */
export function clockProblems({ clock = [] }: Body, file: string): readonly Problem[] {
  return clock.map(({ name, position }) => new ReadsClock({ file, position }, name));
}

/** A problem for a file with pipe operators: one, as they are turned on for all. */
export function pipeProblems({ pipe }: Body, file: string): readonly Problem[] {
  return pipe ? [new PipeOperator({ file, position: pipe.position }, pipe.name)] : [];
}
