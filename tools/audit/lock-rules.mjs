/**
 * What package-lock.json and the package.json of the workspace say about what is installed: nothing
 * is asked of anybody.
 *
 * @typedef {object} LockedPackage a package as package-lock.json (version 3) has it
 * @property {string} [version]
 * @property {string} [license]
 * @property {string} [resolved]
 * @property {string} [integrity]
 * @property {boolean} [link] a package of the workspace
 * @property {boolean} [dev] needed by developers only; what is `devOptional` others may get, too
 * @property {boolean} [hasInstallScript]
 *
 * @typedef {object} Manifest what a package.json says of others
 * @property {Readonly<Record<string, string>>} [dependencies]
 * @property {Readonly<Record<string, string>>} [devDependencies]
 * @property {Readonly<Record<string, string>>} [optionalDependencies]
 *
 * @typedef {object} Lock
 * @property {number} lockfileVersion
 * @property {Readonly<Record<string, LockedPackage & Manifest>>} packages
 *
 * @typedef {object} Finding
 * @property {string} rule
 * @property {string} package
 * @property {string} message
 */
import { ALLOWED, EXCEPTED, isAllowed } from './licences.mjs';

/**
 * @param {Lock} lock
 * @param {{ readonly ignoresScripts: boolean }} settings of npm, in the .npmrc of the workspace
 * @returns {Finding[]} what is wrong, in the order of the lock
 */
export function lockFindings({ lockfileVersion, packages }, { ignoresScripts }) {
  if (lockfileVersion !== 3) {
    return [
      { rule: 'lock', package: '', message: `version 3 is known here, and not ${lockfileVersion}` },
    ];
  }
  return Object.entries(packages).flatMap(([path, locked]) => {
    const at = path.lastIndexOf('node_modules/');
    // The workspace itself, and its packages.
    if (at < 0) return unpinned(path, locked);
    if (locked.link) return [];
    const name = path.slice(at + 'node_modules/'.length);
    return [
      ...licence(name, locked),
      ...origin(name, locked),
      ...(locked.hasInstallScript && !ignoresScripts
        ? [
            {
              rule: 'install-script',
              package: name,
              message:
                'it runs a program when it is installed, and .npmrc does not say `ignore-scripts=true`',
            },
          ]
        : []),
    ];
  });
}

/**
 * How many packages have which licence, apart for those who use nx-nix and for its developers.
 *
 * @param {Lock} lock
 * @returns {Readonly<Record<'production' | 'development', Readonly<Record<string, number>>>>}
 */
export function licencesOf({ packages }) {
  /** @type {{ production: Record<string, number>, development: Record<string, number> }} */
  const counted = { production: {}, development: {} };
  for (const [path, locked] of Object.entries(packages)) {
    if (!path.includes('node_modules/') || locked.link) continue;
    const of = counted[scopeOf(locked)];
    const name = locked.license ?? 'none';
    of[name] = (of[name] ?? 0) + 1;
  }
  return counted;
}

/**
 * The packages that would run a program when they are installed.
 *
 * @param {Lock} lock
 * @returns {string[]}
 */
export function withScripts({ packages }) {
  return Object.entries(packages).flatMap(([path, { hasInstallScript, link }]) =>
    hasInstallScript && !link && path.includes('node_modules/')
      ? [path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)]
      : [],
  );
}

/** @param {LockedPackage} locked @returns {'production' | 'development'} */
function scopeOf({ dev }) {
  return dev ? 'development' : 'production';
}

/** @param {string} name @param {LockedPackage} locked @returns {Finding[]} */
function licence(name, locked) {
  if (Object.hasOwn(EXCEPTED, name) && scopeOf(locked) === 'development') return [];
  const scope = scopeOf(locked);
  if (locked.license !== undefined && isAllowed(locked.license, ALLOWED[scope])) return [];
  const has = locked.license === undefined ? 'no licence' : `the licence ${locked.license}`;
  const message = `it has ${has}, which tools/audit/licences.mjs does not have for ${scope}`;
  return [{ rule: 'licence', package: name, message }];
}

/**
 * Where it is from, and whether that is held. NOTE: our lock leaves `resolved` out for what is from the
 * registry, so that it serves with any mirror; what has it comes from elsewhere.
 *
 * @param {string} name @param {LockedPackage} locked @returns {Finding[]}
 */
function origin(name, { version = '', resolved, integrity }) {
  /** @type {Finding[]} */
  const found = [];
  const add = (/** @type {string} */ rule, /** @type {string} */ message) =>
    found.push({ rule, package: name, message });
  if (resolved !== undefined) {
    add('origin', `it comes from ${resolved}, whatever registry is in use`);
  }
  if (!/^sha(?:512|384|256)-/.test(integrity ?? '')) add('integrity', 'the lock has no hash of it');
  if (!EXACT.test(version))
    add('version', `the lock has no version of it, but ${version || 'nothing'}`);
  return found;
}

const EXACT = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/** @param {string} path of a package of ours @param {Manifest} manifest @returns {Finding[]} */
function unpinned(path, { dependencies, devDependencies, optionalDependencies }) {
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, wanted]) => !EXACT.test(wanted))
    .map(([name, wanted]) => {
      const message = `${path || 'the workspace'} asks for ${wanted}, and not for one version`;
      return { rule: 'version', package: name, message };
    });
}
