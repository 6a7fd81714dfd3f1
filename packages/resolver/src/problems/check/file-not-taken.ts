import { Problem, type Place } from '../problem';

/** A Nix file of a repo is no package by its layout, and no package or file of the repo reads it. */
export class FileNotTaken extends Problem {
  readonly code = 'file-not-taken';
  readonly message: string;
  readonly hint: string;

  /** @param path from the repo's folder */
  constructor(
    place: Place,
    readonly path: string,
    layout: string,
  ) {
    super(place);
    this.message = `this file is no package by the layout ${layout}, and nothing in the repo reads it`;
    this.hint = `move it to where the layout has packages, add a layout that takes it, remove it, or list it in nix-repo.json: \`"exclude": ["${path}"]\``;
  }
}
