import { Problem, type Place } from './problem';

/** A layout that might be meant, and how much of the repo it explains. */
export interface LayoutGuess {
  readonly layout: string;
  readonly packages: number;
  /** Nix files that it does not explain, from the repo's folder. */
  readonly unexplained: readonly string[];
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
    const [best] = guesses;
    this.hint =
      `name it in nix-repo.json (\`"layout": "${best!.layout}"\`), or, for a repo that you cannot change, in the registry's: \`"repos": { "${repo}": { "layout": "${best!.layout}" } }\`` +
      (best!.unexplained.length > 0
        ? '; `"exclude"` lists files and folders that are no packages'
        : '');
  }
}
