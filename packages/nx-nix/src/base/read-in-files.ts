import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { readRegular, readRegularText } from '@nx-nix/files';
import { ARGUMENT, loadParser, readPackageFile } from '@nx-nix/lambdas';
import type { AttributePath } from '@nx-nix/resolver';
import type { BaseAnswer, Found, FoundPlace, ReadInFiles } from './base-query';

// Why: docs/decisions/base.md#a-function-is-made-of-its-arguments
/**
 * Reads, in the files of a base, what Nix cannot tell of functions: which members of a set they use,
 * and what another function is defined with.
 * @param folder the real folder of the base; other files are not read
 * @param answers what Nix found, with the places to look at
 * @returns what is known now; `known` itself if nothing is new
 */
export async function readInFiles(
  folder: string,
  answers: readonly BaseAnswer[],
  known: ReadInFiles,
): Promise<ReadInFiles> {
  const found = answers.flatMap((answer) => ('is' in answer ? (answer.found ?? []) : []));
  const places = found.filter(({ at }) => at && isBelow(folder, at.file));
  const members: Record<string, Record<string, readonly AttributePath[]>> = { ...known.members };
  const plain = new Set(known.plainNames);
  let isNew = false;
  for (const { uses, defines, at } of places as readonly (Found & { at: FoundPlace })[]) {
    if (defines !== undefined && !plain.has(defines) && isPlain(defines, at)) {
      plain.add(defines);
      isNew = true;
    }
    if (uses === undefined || members[at.file]?.[uses]) continue;
    const used = await membersUsed(uses, at);
    if (!used) continue;
    members[at.file] = { ...members[at.file], [uses]: used };
    isNew = true;
  }
  return isNew ? { members, plainNames: [...plain].sort() } : known;
}

function isBelow(folder: string, file: string): boolean {
  try {
    return realpathSync(file).startsWith(`${folder}${sep}`);
  } catch {
    return false;
  }
}

/**
 * The members of a formal that its file uses; undefined if it may use others, or if the formal is
 * not one of the file's own function.
 */
async function membersUsed(
  name: string,
  { file, line, column }: FoundPlace,
): Promise<readonly AttributePath[] | undefined> {
  const { lambda, diagnostics } = readPackageFile(await loadParser(), readRegular(file));
  if (!lambda || diagnostics.length > 0) return undefined;
  const formal = lambda.formals.find((one) => one.name === name);
  if (formal?.position.line !== line || formal.position.column !== column) return undefined;
  return formal.selects?.isAll
    ? formal.selects.members.map(({ path }) => upToCall(path))
    : undefined;
}

/** What a function calls its argument with is the function's own: the function is what is used. */
function upToCall(path: AttributePath): AttributePath {
  const called = path.indexOf(ARGUMENT);
  return called < 0 ? path : path.slice(0, called);
}

/** Selections from `lib` and `config`, and literals, applied to each other. */
const PLAIN = String.raw`(?:(?:lib|config)(?:\.[A-Za-z_][\w'-]*)*|"[^"$\\]*"|\d+|true|false|null)`;

/** True if the definition of a name takes nothing but `lib` and `config`. */
function isPlain(name: string, { file, line, column }: FoundPlace): boolean {
  const text = readRegularText(file)
    .split('\n')
    .slice(line - 1)
    .join('\n')
    .slice(column - 1);
  const definition = new RegExp(
    String.raw`^${name.replace(/[^\w'-]/g, '')}\s*=\s*lib\.[\w.'-]+(?:\s+${PLAIN})*\s*;`,
  );
  return definition.test(text);
}
