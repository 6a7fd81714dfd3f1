import { BrokenLink } from '../problems/check/broken-link';
import { EmptySet } from '../problems/check/empty-set';
import { LinkLeavesPackage } from '../problems/check/link-leaves-package';
import { MissingPath } from '../problems/check/missing-path';
import { DuplicateFormal } from '../problems/duplicate-formal';
import { MissingFile } from '../problems/missing-file';
import { NotALambda } from '../problems/not-a-lambda';
import { NotUtf8 } from '../problems/not-utf8';
import { OutsideRepo } from '../problems/outside-repo';
import { placeText, type Problem } from '../problems/problem';
import { SyntaxErrorProblem } from '../problems/syntax-error';
import { NotAFile } from '../problems/not-a-file';
import { TooLarge } from '../problems/too-large';
import { UnreadableFile } from '../problems/unreadable-file';

/** Removes from `found` the problems that locating the repo has already reported. */
export function withoutRepetitions(
  found: readonly Problem[],
  reported: readonly Problem[],
): readonly Problem[] {
  const known = new Set(reported.flatMap(keysOf));
  return found.filter((problem) => !keysOf(problem).some((key) => known.has(key)));
}

/** Keys of the thing that a problem is about; two problems about one thing share a key. */
function keysOf(problem: Problem): readonly string[] {
  const { file } = problem.place;
  if (
    problem instanceof BrokenLink ||
    problem instanceof LinkLeavesPackage ||
    problem instanceof OutsideRepo ||
    problem instanceof NotAFile ||
    problem instanceof TooLarge ||
    problem instanceof UnreadableFile
  ) {
    return [`link ${file}`];
  }
  if (problem instanceof MissingPath || problem instanceof MissingFile) {
    return [`path ${file} ${problem.written}`];
  }
  if (problem instanceof EmptySet || problem instanceof NotALambda) {
    return [`value ${placeText(problem.place)}`];
  }
  if (
    problem instanceof SyntaxErrorProblem ||
    problem instanceof NotUtf8 ||
    problem instanceof DuplicateFormal
  ) {
    return [`diagnostic ${placeText(problem.place)} ${problem.message}`];
  }
  return [];
}
