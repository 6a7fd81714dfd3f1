import { FILE_START, Problem, type Place } from './problem';

/** A folder of a repo of which no project was made, so that the registry would leave it out. */
export class UnseenRepo extends Problem {
  readonly code = 'unseen-repo';
  readonly message: string;
  readonly hint: string;

  private constructor(place: Place, root: string, why: string, hint: string) {
    super(place);
    this.message = `${root} is a repo, and ${why}: the registry would be written without its packages`;
    this.hint = hint;
  }

  /** @param file the file that makes the folder a repo, from the workspace root */
  static ignored(root: string, file: string): UnseenRepo {
    return new UnseenRepo(
      { file, position: FILE_START },
      root,
      'no project of Nx',
      [
        `take it out of what ignores it: .gitignore (\`git check-ignore -v ${file}\` says which line), .nxignore, or "exclude" of the plugin in nx.json`,
        `if git is to ignore it, and Nx is not: write \`!${root}\` into .nxignore`,
        'if it is to be no repo, move it to another folder',
      ].join('\n'),
    );
  }

  /** @param file the file that makes the folder a repo, from the workspace root */
  static linked(root: string, file: string): UnseenRepo {
    return new UnseenRepo(
      { file, position: FILE_START },
      root,
      'a link, which Nx does not follow',
      'put the folder itself there, as a clone or a submodule',
    );
  }

  /** @param line of `.gitmodules`, where the submodule is named */
  static notCheckedOut(root: string, line: number): UnseenRepo {
    return new UnseenRepo(
      { file: '.gitmodules', position: { line, column: 1 } },
      root,
      'a submodule that is not checked out',
      `run \`git submodule update --init ${root}\``,
    );
  }
}
