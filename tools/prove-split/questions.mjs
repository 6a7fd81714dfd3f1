/**
 * A question for both sides: Nix text with `set` in it that evaluates to a derivation.
 *
 * @typedef {object} Question
 * @property {string} name as it is reported
 * @property {string} text
 */

/** A package by its attribute path. @param {readonly string[]} path @returns {Question} */
export function packageQuestion(path) {
  const text = path.map((name) => `.${JSON.stringify(name)}`).join('');
  return { name: path.join('.'), text: `set${text}` };
}

const changed = 'overrideAttrs (_: { proveSplit = "changed"; })';

/**
 * Questions about a package with changed attributes, and with a changed argument.
 * @param {string} name
 */
export function changedQuestions(name) {
  const at = `set.${JSON.stringify(name)}`;
  return [
    { name: `${name}.overrideAttrs`, text: `${at}.${changed}` },
    {
      name: `${name}.override`,
      // The first argument that is a derivation of the set with the same name.
      text: `let
        isPackage = n: (builtins.tryEval ((set.\${n}.type or null) == "derivation" && set.\${n} ? overrideAttrs)).value;
        asked = builtins.filter (n: !builtins.elem n [ "lib" "stdenv" ] && set ? \${n} && isPackage n)
          (builtins.attrNames ${at}.override.__functionArgs);
        first = builtins.head asked;
      in if asked == [ ] then ${at}.override { } else ${at}.override { \${first} = set.\${first}.${changed}; }`,
    },
  ];
}

/**
 * Questions about extended and overridden Pythons of the set.
 *
 * @param {readonly string[]} modules
 * @returns {readonly Question[]}
 */
export function pythonQuestions(modules) {
  const [first, ...others] = modules.map((name) => JSON.stringify(name));
  if (first === undefined || others.length === 0) return [];
  const all = `[ ${others.map((name) => `ps.${name}`).join(' ')} ]`;
  const together = `derivation { name = "together"; system = "x"; builder = "x"; inputs = ${all}; }`;
  const extension = `(_: old: { ${first} = old.${first}.${changed}; })`;
  return [
    {
      name: `python3.withPackages with ${modules.length} modules`,
      text: `set.python3.withPackages (ps: [ ps.${first} ] ++ ${all})`,
    },
    {
      name: 'python3Packages.overrideScope',
      text: `let ps = set.python3Packages.overrideScope ${extension}; in ${together}`,
    },
    {
      name: 'python3.override { packageOverrides }',
      text: `let ps = (set.python3.override { packageOverrides = ${extension}; }).pkgs; in ${together}`,
    },
    {
      name: 'an overlay that extends all Pythons',
      text: `let ps = (set.extend (_: old: { pythonPackagesExtensions = old.pythonPackagesExtensions ++ [ ${extension} ]; })).python3Packages; in ${together}`,
    },
  ];
}

/**
 * Questions about dependents, in the set extended by an overlay that changes a package.
 * @param {string} name
 * @param {readonly string[]} dependents
 */
export function extendQuestions(name, dependents) {
  const at = JSON.stringify(name);
  return dependents.map((dependent) => ({
    name: `${dependent} after extend changed ${name}`,
    text: `(set.extend (_: old: { ${at} = old.${at}.${changed}; })).${JSON.stringify(dependent)}`,
  }));
}
