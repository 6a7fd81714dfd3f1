import { differenceJson, differenceText, pathText } from '@nx-nix/resolver';
import type { Verification } from '../../reading/repo-by-nix';
import { countText } from '../../boundary/terminal';

/** The result of a verification for the user; a text is empty if there is nothing to report. */
export interface VerificationText {
  /** A paragraph for each package that Nix and the static reading describe differently. */
  readonly differences: string;
  /** A sentence about errors of Nix. */
  readonly errors: string;
  readonly conclusion: string;
}

/** The result of a verification for the terminal. */
export function verificationText(
  repo: string,
  { reading, comparison }: Verification,
): VerificationText {
  const { version, errors } = reading;
  const { differences, compared, open } = comparison;
  const nix = `Nix ${version}`;
  const isWhole = errors.some(({ path }) => path.length === 0);
  const refused = isWhole ? `what ${repo} gives` : countText(errors.length, 'package');
  const untold =
    open.length === 0
      ? ''
      : `; of ${open.map(pathText).join(', ')} it tells nothing without the whole package set`;
  return {
    differences: differences.map((difference) => differenceText(difference, version)).join('\n\n'),
    errors:
      errors.length === 0
        ? ''
        : `${repo}: ${nix} does not evaluate ${refused}, so nobody has confirmed how that was read, and this run fails. A Nix that does can be named in NX_NIX_BIN.`,
    conclusion:
      differences.length > 0
        ? `${repo}: ${nix} and the text differ on ${countText(differences.length, 'package')}`
        : `${repo}: ${nix} says the same of ${countText(compared, 'package')}${untold}`,
  };
}

/** The same, for `--json`. */
export function verificationJson({
  reading,
  comparison,
}: Verification): Readonly<Record<string, unknown>> {
  return {
    nix: reading.version,
    compared: comparison.compared,
    differences: comparison.differences.map(differenceJson),
    open: comparison.open.map(pathText),
    refused: reading.errors.map(({ path }) => pathText(path)),
  };
}
