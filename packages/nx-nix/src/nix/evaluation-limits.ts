import { totalmem } from 'node:os';
import { UserError } from '../boundary/user-error';

/** The environment variable that says how many minutes one evaluation may take. */
const MINUTES_VARIABLE = 'NX_NIX_EVALUATION_MINUTES';
/** The environment variable that says how much memory one evaluation may take, in MiB. */
const MEMORY_VARIABLE = 'NX_NIX_EVALUATION_MEMORY';

/** Where nothing is said: some ten times what the largest known tree takes. */
const MINUTES = 30;
/** Where nothing is said: this part of the memory that there is. */
const PART_OF_MEMORY = 3 / 4;

/**
 * How many minutes Nix may evaluate for one answer.
 * @throws UserError for a value that is no number above 0
 */
export function evaluationMinutes(said = process.env[MINUTES_VARIABLE]): number {
  return said ? above0(MINUTES_VARIABLE, said, 'minutes') : MINUTES;
}

/**
 * How much memory one Nix may take for its values, in MiB. NOTE: more than the machine has would end
 * other programs, and a container says how much of it there is.
 * @throws UserError for a value that is no number above 0
 */
export function evaluationMebibytes(said = process.env[MEMORY_VARIABLE]): number {
  if (said) return above0(MEMORY_VARIABLE, said, 'MiB');
  const constrained = process.constrainedMemory() || Infinity;
  return Math.floor((Math.min(totalmem(), constrained) * PART_OF_MEMORY) / (1024 * 1024));
}

function above0(variable: string, said: string, unit: string): number {
  const number = Number(said);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new UserError(`${variable} is a number of ${unit} above 0, and not ${said}`);
}
