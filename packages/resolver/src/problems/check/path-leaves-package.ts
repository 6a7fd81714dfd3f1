import { Problem, type Place } from '../problem';

/** A path in a package's file has its target outside of the package's folder. */
export class PathLeavesPackage extends Problem {
  readonly code = 'path-leaves-package';
  readonly message: string;
  readonly hint =
    'put a copy into the folder, or make what it leads to a package and ask for it by a formal; a package that is only its folder can be moved, shared and cached by itself';

  constructor(place: Place, written: string, folder: string) {
    super(place);
    this.message = `\`${written}\` leads out of the package's folder, ${folder}`;
  }
}
