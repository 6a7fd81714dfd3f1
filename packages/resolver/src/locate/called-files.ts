import type { GroupFile, Lambda, Member, PackageCall, Position } from '@nx-nix/lambdas';
import { PACKAGE_SETS } from '../names/package-sets';
import type { Place } from '../problems/problem';
import { setOfCall } from './found-lambda';
import type { LocatedReference } from './layers/located-reference';

/** A chain of files that call each other is followed so far; a longer one counts as a circle. */
const MOST_CALLS = 16;

/** A lambda, and the file that it is in. */
export interface LambdaOfFile {
  readonly lambda: Lambda;
  readonly file: string;
}

/** How the files are read that bodies call. */
export interface CalledFiles {
  /** The lambda that a call in a file calls; undefined if it is in no file, or cannot be read. */
  readonly lambdaOf: (file: string, call: PackageCall) => LambdaOfFile | undefined;
  readonly placeOf: (file: string, position: Position) => Place;
}

/**
 * What a call of `callPackage` uses: the formals of the file that it calls, the members of these
 * that its body uses, and what its body calls in turn. Only formals can be required.
 */
export function referencesOfCall(
  files: CalledFiles,
  file: string,
  call: PackageCall,
  depth = MOST_CALLS,
): readonly LocatedReference[] {
  const found = files.lambdaOf(file, call);
  if (!found || depth === 0) return [];
  const { lambda } = found;
  const place = (position: Position): Place => files.placeOf(found.file, position);
  return [
    ...lambda.formals
      .filter((formal) => !call.explicit?.includes(formal.name))
      .map((formal) => ({
        path: [formal.name],
        place: place(formal.position),
        // If the arguments of the call cannot be read, they may contain the formal.
        isOptional: formal.hasDefault || call.explicit === null,
      })),
    // NOTE: also of explicit arguments, as these mostly have the name of what they are.
    ...lambda.formals.flatMap(({ name, selects }) =>
      (selects?.members ?? []).map(({ path, position }) => ({
        // `pkgs.zlib` is a path of top level, also where a scope has a `zlib` of its own.
        ...(PACKAGE_SETS.has(name) ? { path, from: [] } : { path: [name, ...path] }),
        place: place(position),
        isOptional: true,
      })),
    ),
    ...(lambda.calls ?? []).flatMap((inner) =>
      referencesOfCall(files, found.file, inner, depth - 1).map((reference) => ({
        ...(inner.from && { from: setOfCall(inner.from) }),
        ...reference,
        isOptional: true,
      })),
    ),
  ];
}

/**
 * What a call in the body of a lambda uses. All is optional, as the body may never evaluate the
 * call.
 */
export function referencesOfBody(
  files: CalledFiles,
  file: string,
  call: PackageCall,
): readonly LocatedReference[] {
  return referencesOfCall(files, file, call).map((used) => ({
    ...(call.from ? { from: setOfCall(call.from) } : {}),
    ...used,
    isOptional: true,
  }));
}

/** The references of an expression in a group, and what the files use that it calls. */
export function referencesOfExpression(
  files: CalledFiles,
  file: string,
  { sets }: Pick<GroupFile, 'sets'>,
  { expression }: Pick<Member, 'expression'>,
): readonly LocatedReference[] {
  if (!expression) return [];
  const named = expression.references.map((reference) => ({
    path: reference.path,
    // All references in an expression are to `final` or another set of the group: top level.
    from: [],
    place: files.placeOf(file, reference.position),
    isOptional: reference.isUncertain ?? false,
  }));
  const called = expression.calls.flatMap((call) =>
    // In a plain group, `callPackage` is a formal, and so belongs to the package's own scope.
    referencesOfCall(files, file, call).map((used) => ({
      ...(sets > 0 ? { from: call.from ?? [] } : {}),
      ...used,
    })),
  );
  return [...named, ...called];
}
