import type { AttributePath } from './attribute-path';

/**
 * A pattern for the files of packages, `pkgs/<group>/<name>/default.nix`, and for their attributes,
 * `<group>.<name>`. `lib` reads the same patterns in Nix (`repos/lib/layouts.nix`).
 */
export interface LayoutPattern {
  /** The folders, from the repo's folder. */
  readonly folders: readonly PatternPart[];
  /** The file in the last folder: one name of several in their order, or a variable name. */
  readonly files: readonly string[] | PatternPart;
  /** The parts of the attribute path. */
  readonly attribute: readonly (readonly PatternPart[])[];
}

/** Text before and after at most one variable: `<name>_git`. */
export interface PatternPart {
  readonly before: string;
  /** Absent: the part is the text `before`. */
  readonly variable?: string;
  readonly after: string;
}

/** The values of a pattern's variables for one file. */
export type Bindings = Readonly<Record<string, string>>;

const PART = /^([^<>]*)(?:<([a-z]+)>([^<>]*))?$/;

/**
 * Reads the two texts of a pattern.
 * @param attribute default: `<name>`
 * @returns the pattern, or what is wrong with which of the two
 */
export function readLayoutPattern(
  pattern: string,
  attribute: string | undefined,
): LayoutPattern | { readonly wrong: 'pattern' | 'attribute'; readonly message: string } {
  const wrong = (message: string) => ({ wrong: 'pattern' as const, message });
  const texts = pattern.split('/');
  if (texts.some((text) => ['', '.', '..'].includes(text))) {
    return wrong('a pattern is a path in the repo, without "." and ".." in it');
  }
  const fileText = texts.pop()!;
  if (!fileText.endsWith('.nix')) return wrong('a pattern ends with a file: `…/default.nix`');
  const folders = texts.map(partOf);
  const alternatives = alternativesIn(fileText);
  const file = alternatives ? undefined : partOf(fileText);
  if (folders.includes(undefined) || (!alternatives && !file)) {
    return wrong('between two "/" stands at most one "<variable>", in small letters');
  }
  const known = [...folders, file].flatMap((part) => part?.variable ?? []);
  const twice = known.find((name, i) => known.indexOf(name) < i);
  if (twice !== undefined) return wrong(`"<${twice}>" stands there a second time`);
  const paths = attributeParts(attribute ?? '<name>');
  if (!paths) {
    return { wrong: 'attribute', message: '"attribute" is an attribute path: `<group>.<name>`' };
  }
  const used = paths.flat().flatMap(({ variable }) => variable ?? []);
  const unknown = used.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    return attribute === undefined
      ? wrong('a pattern has a "<name>", unless there is an "attribute"')
      : { wrong: 'attribute', message: `there is no "<${unknown}>" in the pattern` };
  }
  const files = alternatives ?? (file!.variable === undefined ? [fileText] : file!);
  return { folders: folders as readonly PatternPart[], files, attribute: paths };
}

/** The parts of a path in the repo, with variables; undefined if one of them cannot be read. */
export function readPathPattern(path: string): readonly PatternPart[] | undefined {
  const parts = path.split('/').map(partOf);
  return parts.includes(undefined) ? undefined : (parts as readonly PatternPart[]);
}

/** Whether a name of a file or folder fits a part of a pattern. */
export function fitsPart(part: PatternPart, name: string): boolean {
  return part.variable === undefined ? name === part.before : valueIn(part, name) !== undefined;
}

/** The attribute path of a file. */
export function boundPath({ attribute }: LayoutPattern, bindings: Bindings): AttributePath {
  return attribute.map((parts) =>
    parts
      .map(({ before, variable, after }) =>
        variable === undefined ? before : before + bindings[variable]! + after,
      )
      .join(''),
  );
}

/** The value of a part's variable in a name; undefined if the name does not fit. */
export function valueIn({ before, after }: PatternPart, name: string): string | undefined {
  const fits = name.length > before.length + after.length;
  return fits && name.startsWith(before) && name.endsWith(after)
    ? name.slice(before.length, name.length - after.length)
    : undefined;
}

function partOf(text: string): PatternPart | undefined {
  const [, before = '', variable, after = ''] = PART.exec(text) ?? [undefined];
  if (!PART.test(text)) return undefined;
  return variable === undefined ? { before: text, after: '' } : { before, variable, after };
}

/** `{package,default}.nix` */
function alternativesIn(file: string): readonly string[] | undefined {
  const [, inner] = /^\{([A-Za-z0-9_,-]+)\}\.nix$/.exec(file) ?? [];
  const names = inner?.split(',') ?? [];
  return names.length > 0 && !names.includes('') ? names.map((name) => `${name}.nix`) : undefined;
}

/** The parts between dots; undefined if one of them is empty or cannot be read. */
function attributeParts(text: string): readonly (readonly PatternPart[])[] | undefined {
  const names = text.split('.');
  const parts = names.map((name) => name.match(/[^<>]*<[a-z]+>|[^<>]+/g) ?? []);
  const isWhole = names.every((name, i) => name !== '' && parts[i]!.join('') === name);
  return isWhole ? parts.map((some) => some.map((part) => partOf(part)!)) : undefined;
}
