import { pathText, type AttributePath } from './attribute-path';
import type { PackagePositions, Positions, Resolution } from './locate/resolution';
import type { Place } from './problems/problem';

const START = { line: 1, column: 1 };

/**
 * Where things stand, for messages. Asked only when there is something to say: positions are read
 * then, and not before.
 */
export class Places {
  private readonly byRepo = new Map<string, ReadonlyMap<string, readonly PackagePositions[]>>();

  /** @param read the positions of a repo; undefined where they are lost */
  constructor(private readonly read: (repo: string) => Positions | undefined) {}

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
  ofMention(resolution: Resolution, index: number, mention: number): Place {
    return this.find(resolution, index)?.mentions[mention] ?? this.ofPackage(resolution, index);
  }

  private startOf(resolution: Resolution, index: number): Place {
    const file = resolution.packages[index]!.file;
    return {
      file: resolution.root === '.' ? file : `${resolution.root}/${file}`,
      position: START,
    };
  }

  private find(resolution: Resolution, index: number): PackagePositions | undefined {
    const key = pathText(resolution.packages[index]!.path);
    const same = this.positionsOf(resolution.repo).get(key) ?? [];
    // A path that one repo claims twice has its claims in the same order in both files.
    const nth = resolution.packages.slice(0, index).filter((p) => pathText(p.path) === key).length;
    return same[nth];
  }

  private positionsOf(repo: string): ReadonlyMap<string, readonly PackagePositions[]> {
    let known = this.byRepo.get(repo);
    if (!known) {
      const grouped = new Map<string, PackagePositions[]>();
      for (const pkg of this.read(repo)?.packages ?? []) {
        const list = grouped.get(pkg.path) ?? [];
        list.push(pkg);
        grouped.set(pkg.path, list);
      }
      known = grouped;
      this.byRepo.set(repo, known);
    }
    return known;
  }
}
