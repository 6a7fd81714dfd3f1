import { differenceJson, differenceText, pathText } from '@nx-nix/resolver';
import type { Verdict } from '../../reading/repo-by-nix';
import { countText } from '../terminal';

/** The verdict on one repo, for a person; empty where there is nothing of a kind. */
export interface VerdictText {
  /** A paragraph for each package that the two do not see alike. */
  readonly differences: string;
  /** A sentence on what Nix does not evaluate. */
  readonly refusals: string;
  readonly conclusion: string;
}

export function verdictText(repo: string, { reading, comparison }: Verdict): VerdictText {
  const { version, refusals } = reading;
  const { differences, compared, open } = comparison;
  const nix = `Nix ${version}`;
  const isWhole = refusals.some(({ path }) => path.length === 0);
  const refused = isWhole ? `what ${repo} gives` : countText(refusals.length, 'package');
  const untold =
    open.length === 0
      ? ''
      : `; of ${open.map(pathText).join(', ')} it tells nothing without the whole package set`;
  return {
    differences: differences.map((difference) => differenceText(difference, version)).join('\n\n'),
    refusals:
      refusals.length === 0
        ? ''
        : `${repo}: ${nix} does not evaluate ${refused}, so nobody has confirmed how that was read, and this run fails. A Nix that does can be named in NX_NIX_BIN.`,
    conclusion:
      differences.length > 0
        ? `${repo}: ${nix} and the text differ on ${countText(differences.length, 'package')}`
        : `${repo}: ${nix} says the same of ${countText(compared, 'package')}${untold}`,
  };
}

/** The same for machines. */
export function verdictJson({ reading, comparison }: Verdict): Readonly<Record<string, unknown>> {
  return {
    nix: reading.version,
    compared: comparison.compared,
    differences: comparison.differences.map(differenceJson),
    open: comparison.open.map(pathText),
    refused: reading.refusals.map(({ path }) => pathText(path)),
  };
}
