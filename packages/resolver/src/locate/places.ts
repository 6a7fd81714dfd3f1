import { pathText, type AttributePath } from '../names/attribute-path';
import type { PackagePositions, Positions, Resolution } from './resolution';
import { FILE_START, type Place } from '../problems/problem';

/**
 * Finds the places of packages, formals, references and layers, for messages. NOTE: the files with
 * positions are read on the first request, because most runs have no problem to report.
 */
export class Places {
  private readonly byRepo = new Map<string, Positions | undefined>();
  private former: ReadonlyMap<string, string> | undefined;

  /**
   * @param read the positions of a repo; undefined where they are missing
   * @param readRegistry the text of the last written `pkgs.json`; undefined where there is none
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

  /** The place of a package; the start of its file if positions are missing. */
  ofPackage(resolution: Resolution, index: number): Place {
    const found = this.find(resolution, index);
    return found ? { file: found.file, position: found.position } : this.startOf(resolution, index);
  }

  /** The place of a formal, or of a member in the shape of its default. */
  ofFormal(resolution: Resolution, index: number, path: AttributePath): Place {
    const found = this.find(resolution, index);
    const position = found?.formals[pathText(path)];
    return found && position
      ? { file: found.formalsFile, position }
      : this.ofPackage(resolution, index);
  }

  /** The place of a reference, by its index in the package's references. */
  ofReference(resolution: Resolution, index: number, reference: number): Place {
    return this.find(resolution, index)?.references[reference] ?? this.ofPackage(resolution, index);
  }

  /**
   * The place of a part of a layer's file; the start of the file if it is missing.
   * @param key from `placeKey`
   */
  ofLayer({ repo, root, layers }: Resolution, index: number, key: string): Place {
    const known = this.positionsOf(repo)?.layers?.[index]?.[key];
    return known ?? { file: `${root}/${layers![index]!.file}`, position: FILE_START };
  }

  private startOf(resolution: Resolution, index: number): Place {
    const file = resolution.packages[index]!.file;
    return { file: `${resolution.root}/${file}`, position: FILE_START };
  }

  /** The place of a scope in the repo's `nix-repo.json`. */
  ofScope({ repo, root }: Resolution, scope: string): Place {
    const position = this.positionsOf(repo)?.scopes[scope] ?? FILE_START;
    return { file: `${root}/nix-repo.json`, position };
  }

  private find(resolution: Resolution, index: number): PackagePositions | undefined {
    // NOTE: resolution and positions have their packages in the same order.
    const found = this.positionsOf(resolution.repo)?.packages[index];
    return found?.path === pathText(resolution.packages[index]!.path) ? found : undefined;
  }

  private positionsOf(repo: string): Positions | undefined {
    if (!this.byRepo.has(repo)) this.byRepo.set(repo, this.read(repo));
    return this.byRepo.get(repo);
  }
}

/** The repo of each package. Empty for a damaged `pkgs.json`: only a hint is missing then. */
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
