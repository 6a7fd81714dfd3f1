import { UserError } from '../boundary/user-error';

/** The environment variable that says how many minutes one evaluation may take. */
const MINUTES_VARIABLE = 'NX_NIX_EVALUATION_MINUTES';

/** Where nothing is said: some ten times what the largest known tree takes. */
const MINUTES = 30;

/**
 * How many minutes Nix may evaluate for one answer.
 * @throws UserError for a value that is no number above 0
 */
export function evaluationMinutes(said = process.env[MINUTES_VARIABLE]): number {
  if (!said) return MINUTES;
  const minutes = Number(said);
  if (minutes > 0 && Number.isFinite(minutes)) return minutes;
  throw new UserError(`${MINUTES_VARIABLE} is a number of minutes above 0, and not ${said}`);
}
