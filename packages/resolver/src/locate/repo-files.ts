import { posix } from 'node:path';
import {
  plainHeads,
  readBody,
  readGroupFile,
  readNurFile,
  readOverlayFile,
  readPackageFile,
  type Body,
  type Delegate,
  type Diagnostic,
  type GroupFile,
  type Member,
  type NixParser,
  type OverlayFile,
  type PackageFile,
  type Position,
  type ReadingDepth,
} from '@nx-nix/lambdas';
import type { AttributePath } from '../names/attribute-path';
import { MissingFile } from '../problems/missing-file';
import { FILE_START, type Place, type Problem } from '../problems/problem';
import {
  referencesOfBody,
  referencesOfCall,
  referencesOfExpression,
  type CalledFiles,
} from './called-files';
import { MOST_JSON_BYTES } from '../repo/json-limits';
import { diagnosticProblem, overlayProblem } from './diagnostic-problem';
import type { LayerReader } from './layers/locate-layers';
import type { LocatedOverlay } from './layers/located-overlay';
import type { LocatedReference } from './layers/located-reference';
import { overlayInFiles } from './layers/overlay-files';
import type { FolderEntry, PackageSource, RepoReader } from './layouts/layout';
import { headOf, isUnreadable, type FoundLambda } from './found-lambda';
import type { LocatedPackage } from './located';
import type { ReadingCache } from '../readings/reading-cache';
import type { BodyReader } from './reached-files';
import type { RepoFolder } from './repo-folder';

/** A longer chain of files that call each other counts as a circle. */
const MOST_DELEGATES = 16;

const NONE: readonly never[] = [];

/** Reads the files of one repo, and collects their problems. */
export class RepoFiles implements RepoReader, LayerReader, BodyReader {
  readonly problems: Problem[] = [];

  constructor(
    readonly folder: RepoFolder,
    private readonly repo: string,
    private readonly parser: NixParser,
    private readonly cache: ReadingCache,
    private readonly reach: {
      readonly depth: ReadingDepth;
      readonly bodiesOf: ReadonlySet<string> | undefined;
    },
  ) {}

  private readonly calledFiles: CalledFiles = {
    lambdaOf: (from, { file, position }) =>
      file === undefined
        ? undefined
        : this.lambdaIn(this.beside(from, file), 0, MOST_DELEGATES, {
            written: file,
            place: this.place(from, position),
          }),
    placeOf: (from, position) => this.place(from, position),
  };

  entries(folder: string): readonly FolderEntry[] {
    return this.folder.entries(folder);
  }

  firstFile(folder: string, names: readonly string[]): string | undefined {
    return this.folder.firstFile(folder, names);
  }

  body(file: string): Body | undefined {
    if (!this.folder.has(file)) return undefined;
    return this.cache.reading(file, this.folder.source(file), {
      kind: 'body',
      read: (bytes) => readBody(this.parser, bytes),
    });
  }

  folderOf(file: string): string {
    return this.folder.has(file) ? this.folder.folderOf(file) : posix.dirname(file);
  }

  behindLinks(file: string): string | undefined {
    return this.folder.behindLinks(file);
  }

  isInRepo(path: string): boolean {
    return this.folder.behindLinks(path) !== undefined;
  }

  isFolder(path: string): boolean {
    return this.folder.isFolder(path);
  }

  /** NOTE: diagnostics are dropped here; they are reported when the file is read as a package. */
  formalsOf(file: string): readonly string[] | undefined {
    return this.packageFile(file, 0)?.lambda?.formals.map(({ name }) => name);
  }

  /** NOTE: diagnostics are dropped, as those of `formalsOf` are. */
  isClosedLambda(file: string): boolean {
    const lambda = this.packageFile(file, 0)?.lambda;
    return lambda !== undefined && lambda.formals.length > 0 && !lambda.ellipsis;
  }

  /** Reads a package file and the files that it calls. */
  package(source: PackageSource): LocatedPackage {
    const found = this.lambdaIn(source.file, 0, MOST_DELEGATES);
    const place = this.place(source.file, found?.rootPosition ?? FILE_START);
    const isOwn = !found || found.file === source.file;
    return {
      path: source.path,
      place,
      formals: found?.lambda.formals ?? [],
      formalsFile: isOwn ? place.file : this.folder.name(found.file),
      ...headOf(found),
      kind: 'lambda',
      sets: 0,
      isNur: false,
      references: found ? this.calledReferences(found) : NONE,
      isBroken: !found,
    };
  }

  /** Reads a group file or NUR's file: its packages, formal names, and marked sets. */
  group(source: PackageSource): {
    readonly packages: readonly LocatedPackage[];
    readonly formals: readonly string[];
    readonly marks: readonly AttributePath[];
  } {
    const isNur = source.kind === 'nur';
    const read = isNur ? readNurFile : readGroupFile;
    const group = this.cache.reading(source.file, this.folder.source(source.file), {
      kind: source.kind,
      read: (bytes) => read(this.parser, bytes),
    });
    if (!group) return { packages: [], formals: [], marks: [] };
    this.report(source.file, group.diagnostics);
    return {
      packages: group.members.map((member) => this.member(source, group, member)),
      formals: isNur ? [] : group.formals.map((formal) => formal.name),
      // NUR's file is applied as a whole, so its sets keep their own marks.
      marks: isNur ? [] : (group.marks ?? []).map((mark) => [...source.path, ...mark]),
    };
  }

  name(file: string): string {
    return this.folder.name(file);
  }

  text(file: string): string | undefined {
    const bytes = this.folder.source(file, MOST_JSON_BYTES).content()?.bytes;
    return bytes && new TextDecoder().decode(bytes);
  }

  overlay(file: string): LocatedOverlay | undefined {
    return overlayInFiles(
      {
        read: (one, applied) => this.overlayFile(one, applied),
        has: (one) => this.folder.has(one),
        beside: (from, written) => this.beside(from, written),
        place: (one, position) => this.place(one, position),
        usesOfCall: (one, call) => referencesOfCall(this.calledFiles, one, call),
        report: (problem) => this.problems.push(problem),
      },
      file,
    );
  }

  private overlayFile(file: string, applied: number | undefined): OverlayFile | undefined {
    const read = this.cache.reading(file, this.folder.source(file), {
      kind: applied === undefined ? 'overlay' : `overlay+${applied}`,
      read: (bytes) => readOverlayFile(this.parser, bytes, { applied }),
    });
    for (const diagnostic of read?.diagnostics ?? []) {
      this.problems.push(
        overlayProblem(this.place(file, diagnostic.position), diagnostic, this.repo),
      );
    }
    return read;
  }

  private member(source: PackageSource, group: GroupFile, member: Member): LocatedPackage {
    const found = member.lambda
      ? { lambda: member.lambda, file: source.file }
      : this.delegatedMember(source, group, member);
    const isExpression = !member.lambda && !found && (!member.delegate || group.sets > 0);
    const isNur = source.kind === 'nur';
    return {
      path: [...source.path, ...member.path],
      member: member.path,
      place: this.place(source.file, member.position),
      sets: isNur ? 0 : group.sets,
      isNur,
      kind: isExpression ? 'expression' : 'lambda',
      formals: found?.lambda.formals ?? [],
      formalsFile: this.folder.name(found?.file ?? source.file),
      ...headOf(found),
      references: [
        ...referencesOfExpression(this.calledFiles, source.file, group, member),
        ...(found ? this.calledReferences(found) : []),
      ],
      isBroken: !found && !isExpression,
    };
  }

  /**
   * The lambda of a member that calls another file. In a curried group the call may return
   * something else than a lambda. Then the member is an expression, and the problem is removed.
   */
  private delegatedMember(
    { file }: PackageSource,
    { sets }: GroupFile,
    { delegate }: Member,
  ): FoundLambda | undefined {
    if (!delegate) return undefined;
    const problems = this.problems.length;
    const found = this.delegated(file, delegate, MOST_DELEGATES);
    if (!found && sets > 0 && !this.problems.slice(problems).some(isUnreadable)) {
      this.problems.length = problems;
    }
    return found;
  }

  /**
   * What the files use that a lambda's body passes to `callPackage`. All is optional and makes no
   * problems, because the body may never evaluate the call.
   */
  private calledReferences({
    lambda,
    file,
  }: Pick<FoundLambda, 'lambda' | 'file'>): readonly LocatedReference[] {
    if (!lambda.calls) return NONE;
    const problems = this.problems.length;
    const references = lambda.calls.flatMap((call) =>
      referencesOfBody(this.calledFiles, file, call),
    );
    this.problems.length = problems;
    return references;
  }

  /**
   * The lambda of a package file, or of another file that it calls. Reports the diagnostics.
   * @param caller the call of the file; if the file is missing, the problem is reported there
   */
  private lambdaIn(
    file: string,
    skip: number,
    depth: number,
    caller?: { readonly written: string; readonly place: Place },
  ): FoundLambda | undefined {
    if (caller && !this.folder.has(file)) {
      this.problems.push(new MissingFile(caller.place, caller.written));
      return undefined;
    }
    const content = this.packageFile(file, skip);
    if (!content) return undefined;
    this.report(file, content.diagnostics);
    if (content.lambda) {
      return { lambda: content.lambda, file, rootPosition: content.lambda.position };
    }
    if (!content.delegate) return undefined;
    const found = this.delegated(file, content.delegate, depth);
    return found && { ...found, rootPosition: content.delegate.position };
  }

  private packageFile(file: string, skip: number): PackageFile | undefined {
    const { depth, bodiesOf } = this.reach;
    if (depth === 'body' || skip > 0) return this.packageFileTo(file, skip, depth);
    const head = this.packageFileTo(file, skip, 'head');
    const isWanted = head?.lambda?.formals.some(({ name }) => bodiesOf?.has(name));
    return isWanted ? this.packageFileTo(file, skip, 'body') : head;
  }

  private packageFileTo(file: string, skip: number, depth: ReadingDepth): PackageFile | undefined {
    const isHead = depth === 'head' && skip === 0;
    return this.cache.reading(file, this.folder.source(file), {
      kind: `${isHead ? 'head' : 'package'}+${skip}`,
      read: (bytes) => readPackageFile(this.parser, bytes, { skip, depth }),
      ...(isHead && { quick: plainHeads }),
    });
  }

  private delegated(from: string, delegate: Delegate, depth: number): FoundLambda | undefined {
    if (depth === 0) {
      const found = 'a call of a file that calls itself';
      this.report(from, [{ kind: 'not-a-lambda', position: delegate.position, found }]);
      return undefined;
    }
    return this.lambdaIn(this.beside(from, delegate.file), delegate.applied, depth - 1, {
      written: delegate.file,
      place: this.place(from, delegate.position),
    });
  }

  /** The path from the repo's folder of a path written in `from`; `default.nix` for a folder. */
  private beside(from: string, written: string): string {
    const path = posix.join(this.folder.folderOf(from), written);
    return this.folder.isFolder(path) ? posix.join(path, 'default.nix') : path;
  }

  private report(file: string, diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      this.problems.push(
        diagnosticProblem(this.place(file, diagnostic.position), diagnostic, this.repo),
      );
    }
  }

  private place(file: string, position: Position): Place {
    return { file: this.folder.name(file), position };
  }
}
