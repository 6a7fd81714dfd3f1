import { Problem, type Place } from '../problem';

/** A symbolic link in a package's folder has its target outside of that folder. */
export class LinkLeavesPackage extends Problem {
  readonly code = 'link-leaves-package';
  readonly message: string;
  readonly hint =
    'put a copy in its place, or make what it leads to a package and ask for it by a formal';

  constructor(place: Place, target: string, folder: string) {
    super(place);
    this.message = `this link, to ${target}, leads out of the package's folder, ${folder}`;
  }
}
