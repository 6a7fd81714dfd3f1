import { FILE_START, Problem } from './problem';

/** The registry's files do not belong together: whoever wrote them did not come to an end. */
export class UnfinishedRegistry extends Problem {
  readonly code = 'unfinished-registry';
  readonly message: string;
  readonly hint = 'run `nx sync`, which writes it as a whole';

  /**
   * @param root the registry's folder
   * @param file the file that says so, from the workspace root
   */
  constructor(root: string, file: string) {
    super({ file, position: FILE_START });
    this.message = `the writing of the registry ${root} was interrupted: some of its files are of before, and some of after`;
  }
}
