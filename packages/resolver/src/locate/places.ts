import { pathText, type AttributePath } from '../names/attribute-path';
import type { PackagePositions, Positions, Resolution } from './resolution';
import { FILE_START, type Place } from '../problems/problem';

/**
 * Where things stand and stood, for messages. Asked only when there is something to say: files are
 * read then, and not before.
 */
export class Places {
  private readonly byRepo = new Map<string, Positions | undefined>();
  private former: ReadonlyMap<string, string> | undefined;

  /**
   * @param read the positions of a repo; undefined where they are lost
   * @param readRegistry the `pkgs.json` of the last good registry; undefined where there is none
   */
  constructor(
    private readonly read: (repo: string) => Positions | undefined,
    private readonly readRegistry: () => string | undefined = () => undefined,
  ) {}

  /** The repo that had a package when the registry was last written. */
  formerRepo(path: AttributePath): string | undefined {
    this.former ??= reposOfPackages(this.readRegistry());
    return this.former.get(pathText(path));
  }

  /** Of a package; the start of its file where positions are lost. */
  ofPackage(resolution: Resolution, index: number): Place {
    const found = this.find(resolution, index);
    return found ? { file: found.file, position: found.position } : this.startOf(resolution, index);
  }

  /** Of a formal, or of a member in its default's shape. */
  ofFormal(resolution: Resolution, index: number, path: AttributePath): Place {
    const found = this.find(resolution, index);
    const position = found?.formals[pathText(path)];
    return found && position
      ? { file: found.formalsFile, position }
      : this.ofPackage(resolution, index);
  }

  /** Of a name that an expression leans on. */
  ofReference(resolution: Resolution, index: number, reference: number): Place {
    return this.find(resolution, index)?.references[reference] ?? this.ofPackage(resolution, index);
  }

  /**
   * Of something that a file of a layer says.
   * @param key see `placeKey`
   */
  ofLayer({ repo, root, layers }: Resolution, index: number, key: string): Place {
    const known = this.positionsOf(repo)?.layers?.[index]?.[key];
    return known ?? { file: `${root}/${layers![index]!.file}`, position: FILE_START };
  }

  private startOf(resolution: Resolution, index: number): Place {
    const file = resolution.packages[index]!.file;
    return { file: `${resolution.root}/${file}`, position: FILE_START };
  }

  /** Of a scope's name in the repo's configuration. */
  ofScope({ repo, root }: Resolution, scope: string): Place {
    const position = this.positionsOf(repo)?.scopes[scope] ?? FILE_START;
    return { file: `${root}/nix-repo.json`, position };
  }

  private find(resolution: Resolution, index: number): PackagePositions | undefined {
    // Both files have the packages in the same order.
    const found = this.positionsOf(resolution.repo)?.packages[index];
    return found?.path === pathText(resolution.packages[index]!.path) ? found : undefined;
  }

  private positionsOf(repo: string): Positions | undefined {
    if (!this.byRepo.has(repo)) this.byRepo.set(repo, this.read(repo));
    return this.byRepo.get(repo);
  }
}

/** Of a damaged `pkgs.json` nothing is known, which costs a hint and no more. */
function reposOfPackages(pkgsJson: string | undefined): ReadonlyMap<string, string> {
  try {
    const { packages } = JSON.parse(pkgsJson ?? '{}') as {
      packages?: readonly { readonly attribute: string; readonly repo: string }[];
    };
    return new Map((packages ?? []).map(({ attribute, repo }) => [attribute, repo]));
  } catch {
    return new Map();
  }
}
