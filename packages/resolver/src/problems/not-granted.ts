import { Problem, type Place } from './problem';

/** A repo asks for more than its own packages, and the registry does not allow it. */
export class NotGranted extends Problem {
  readonly code = 'not-granted';
  readonly message: string;
  readonly hint: string;

  /**
   * @param asks what the repo does, as words after its name
   * @param line what the registry's owner adds to allow it; undefined if nothing can
   */
  constructor(
    place: Place,
    readonly repo: string,
    asks: string,
    line: string | undefined,
  ) {
    super(place);
    this.message = `\`${repo}\` ${asks}, and the registry does not grant it`;
    this.hint =
      line === undefined
        ? 'take it away: there is no grant for it'
        : `take it away; or, if it is meant, the registry's owner adds to its nix-repo.json: \`${line}\``;
  }
}

/** The line that grants something to a repo. */
export function grantLine(repo: string, field: string, value: unknown): string {
  return `"grants": { ${JSON.stringify(repo)}: { "${field}": ${JSON.stringify(value)} } }`;
}
