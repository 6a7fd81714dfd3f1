import { Problem, type Place } from '../problem';

/** A package's folder has a name that would need quotes in Nix, a shell or a URL. */
export class BadPackageName extends Problem {
  readonly code = 'bad-package-name';
  readonly message: string;
  readonly hint: string;

  /** @param near a valid name that is similar */
  constructor(place: Place, name: string, near: string | undefined) {
    super(place);
    this.message = `\`${name}\` is no name for a package`;
    const rule =
      'letters, digits, - and _, and no digit first, so that Nix, a shell and a URL take it as it is; `attributes` in nix-repo.json gives it another attribute';
    this.hint = near === undefined ? rule : `rename it, to \`${near}\` say: ${rule}`;
  }
}
