import { Problem, type Place } from './problem';

/** A lambda asks for a name that no repo has. */
export class UnknownName extends Problem {
  readonly code = 'unknown-name';
  readonly message: string;
  readonly hint: string;

  constructor(place: Place, wanted: string, by: string, near: readonly string[]) {
    super(place);
    this.message = `\`${by}\` asks for \`${wanted}\`, and nobody has it`;
    this.hint =
      near.length > 0
        ? `did you mean ${near.map((name) => `\`${name}\``).join(' or ')}?`
        : `add a package \`${wanted}\` to a repo, give the formal a default, or list the name under "ambient" in the registry's nix-repo.json`;
  }
}
