import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';

/** Nx and Node require these names. */
const GIVEN_NAMES = ['index.ts', 'executor.ts', 'generator.ts', 'schema.json'];

/**
 * Names with two meanings in one package: names of types, interfaces, classes and enumerations
 * (exported or not), and of files.
 *
 * @param {string} folder of the package's source
 * @returns {Readonly<Record<string, readonly string[]>>} the files of each name, sorted
 */
export function namesUsedTwice(folder) {
  /** @type {Map<string, string[]>} */
  const users = new Map();
  const use = (/** @type {string} */ name, /** @type {string} */ file) => {
    const files = users.get(name);
    if (files) files.push(file);
    else users.set(name, [file]);
  };
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  for (const file of files) {
    if (!GIVEN_NAMES.includes(basename(file))) use(basename(file), file);
    if (!file.endsWith('.ts')) continue;
    for (const name of typesIn(readFileSync(join(folder, file), 'utf8'))) use(name, file);
  }
  return Object.fromEntries([...users].filter(([, places]) => places.length > 1).sort());
}

/** @param {string} text @returns {ReadonlySet<string>} */
function typesIn(text) {
  const source = ts.createSourceFile('any.ts', text, ts.ScriptTarget.Latest);
  /** @type {Set<string>} */
  const names = new Set();
  const visit = (/** @type {ts.Node} */ node) => {
    if (isTypeDeclaration(node) && node.name) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** @param {ts.Node} node */
function isTypeDeclaration(node) {
  return (
    ts.isTypeAliasDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node)
  );
}
