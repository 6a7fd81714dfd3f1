import { Problem, type Place } from '../problem';

/** A Nix file of a repo is no package by its layout, and no package or file of the repo reads it. */
export class FileNotTaken extends Problem {
  readonly code = 'file-not-taken';
  readonly message: string;
  readonly hint: string;

  /**
   * @param path from the repo's folder
   * @param layout undefined for an overlay repo without packages
   */
  constructor(
    place: Place,
    readonly path: string,
    layout: string | undefined,
  ) {
    super(place);
    const [what, where] =
      layout === undefined
        ? ['is no overlay', 'overrides/']
        : [
            `is no package by the layout ${layout}`,
            'where the layout has packages, add a layout that takes it',
          ];
    this.message = `this file ${what}, and nothing in the repo reads it`;
    this.hint = `move it to ${where}, remove it, or list it in nix-repo.json: \`"exclude": ["${path}"]\``;
  }
}
