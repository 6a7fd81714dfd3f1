import { Problem, type Place } from './problem';

/** A layout for files that no known layout explains, and how many of them it takes. */
export interface ProposedPattern {
  readonly pattern: string;
  /** Present where the names alone would be given twice. */
  readonly attribute?: string;
  readonly files: number;
}

/** A layout that might be meant, and how much of the repo it explains. */
export interface LayoutGuess {
  readonly layout: string;
  readonly packages: number;
  /** Nix files that it does not explain, from the repo's folder. */
  readonly unexplained: readonly string[];
  /** A pattern that many of these files fit. */
  readonly proposed?: ProposedPattern | undefined;
}

/** A repo names no layout, and no layout explains all of its Nix files, or more than one does. */
export class UnclearLayout extends Problem {
  readonly code = 'unclear-layout';
  readonly message: string;
  readonly hint: string;

  /** @param guesses the one that is taken until the repo names one comes first */
  constructor(place: Place, repo: string, guesses: readonly LayoutGuess[]) {
    super(place);
    const texts = guesses.map(({ layout, packages, unexplained }) => {
      const size = `${packages} package${packages === 1 ? '' : 's'}`;
      if (unexplained.length === 0) return `${layout} explains all (${size})`;
      const [first] = unexplained;
      const more = unexplained.length === 1 ? '' : ` and ${unexplained.length - 1} more`;
      return `${layout} (${size}) does not explain ${first}${more}`;
    });
    this.message = `\`${repo}\` names no layout, and its files do not say which it has: ${texts.join('; ')}`;
    const { layout, unexplained, proposed } = guesses[0]!;
    const named = `"layout": "${layout}"`;
    this.hint = [
      `name it in nix-repo.json (\`${named}\`), or, for a repo that you cannot change, in the registry's: \`"repos": { "${repo}": { ${named} } }\``,
      ...(proposed ? [proposal(layout, proposed)] : []),
      ...(unexplained.length > 0
        ? ['`"exclude"` lists files and folders that are no packages']
        : []),
    ].join('; ');
  }
}

function proposal(layout: string, { pattern, attribute, files }: ProposedPattern): string {
  const fields = { pattern, ...(attribute !== undefined && { attribute }) };
  const texts = Object.entries(fields).map(([field, text]) => `"${field}": "${text}"`);
  return `${files} of the files that it does not explain would be packages by \`"layout": ["${layout}", { ${texts.join(', ')} }]\``;
}
