/**
 * The ways in which one package uses another: templates that take what is used, and give the Nix
 * text of a list with it. What docs/limits.md says is not followed is not among them.
 */

/**
 * What is used: a package at top level, a module of a Python, or a member of another set.
 *
 * @typedef {object} Used
 * @property {'top' | 'module' | 'member'} kind
 * @property {string} name
 * @property {string} set of a member, the set; of a module, the Python (`python311`)
 */

/**
 * A use as Nix text.
 *
 * @typedef {object} WrittenUse
 * @property {Readonly<Record<string, string | undefined>>} formals that it needs, with their defaults
 * @property {string} list an expression
 * @property {string} [part] a file that lies beside the package, at the path that was given
 */

/**
 * A way: gets the name and the set of what is used, and words that no other use of the package has.
 *
 * @typedef {(used: { name: string, set: string, own: string, part: string }) => WrittenUse} Way
 */

/**
 * @param {string} formals apart by spaces; `a?b` has the default b
 * @param {string} list
 * @returns {WrittenUse}
 */
function use(formals, list) {
  const pairs = formals.split(' ').map((formal) => {
    const [name = '', text] = formal.split('?');
    return [name, text];
  });
  return { list, formals: Object.fromEntries(pairs) };
}

/**
 * A use in a file beside.
 *
 * @param {string} formals of the package
 * @param {string} call in the package
 * @param {string} asked what the file asks for
 * @param {string} list in the file
 * @returns {WrittenUse}
 */
function usedBeside(formals, call, asked, list) {
  const part = `{ stdenv, ${asked} }:\nstdenv.mkDerivation {\n  name = "part";\n  buildInputs = ${list};\n}\n`;
  return { ...use(formals, `[ (${call}) ]`), part };
}

/** @type {Readonly<Record<string, Way>>} */
const top = {
  formal: ({ name }) => use(name, `[ ${name} ]`),
  optional: ({ name }) => use(`${name}?null`, `[ ${name} ]`),
  'default of another': ({ name, own }) => use(`${own}?${name} ${name}`, `[ ${own} ]`),
  'default from pkgs': ({ name, own }) => use(`${own}?pkgs.${name} pkgs`, `[ ${own} ]`),
  universal: ({ name }) => use(name, `[ args.${name} ]`),
  'inherit from universal': ({ name }) =>
    use(name, `builtins.attrValues { inherit (args) ${name}; }`),
  pkgs: ({ name }) => use('pkgs', `[ pkgs.${name} ]`),
  'pkgs.pkgs': ({ name }) => use('pkgs', `[ pkgs.pkgs.${name} ]`),
  'with pkgs': ({ name }) => use('pkgs', `with pkgs; [ ${name} ]`),
  'inherit from pkgs': ({ name }) => use('pkgs', `let inherit (pkgs) ${name}; in [ ${name} ]`),
  'values of pkgs': ({ name }) => use('pkgs', `builtins.attrValues { inherit (pkgs) ${name}; }`),
  'pkgs in let': ({ name, own }) =>
    use('pkgs', `let ${own} = pkgs; tool = ${own}.${name}; in [ tool ]`),
  quoted: ({ name }) => use('pkgs', `[ pkgs."${name}" ]`),
  'or nothing': ({ name }) => use('pkgs', `[ (pkgs.${name} or null) ]`),
  'if it is there': ({ name }) => use('pkgs', `if pkgs ? ${name} then [ pkgs.${name} ] else [ ]`),
  buildPackages: ({ name }) => use('buildPackages', `[ buildPackages.${name} ]`),
  'with buildPackages': ({ name }) => use('buildPackages', `with buildPackages; [ ${name} ]`),
  'buildPackages of pkgs': ({ name }) => use('pkgs', `[ pkgs.buildPackages.${name} ]`),
  pkgsBuildHost: ({ name }) => use('pkgsBuildHost', `[ pkgsBuildHost.${name} ]`),
  pkgsHostTarget: ({ name }) =>
    use('pkgsHostTarget', `let inherit (pkgsHostTarget) ${name}; in [ ${name} ]`),
  context: ({ name }) => use(name, `[ "\${${name}}/bin" ]`),
  'as text': ({ name }) => use(name, `[ (toString ${name}) ]`),
  outPath: ({ name }) => use(name, `[ ${name}.outPath ]`),
  drvPath: ({ name }) => use(name, `[ "\${${name}.drvPath}" ]`),
  'long text': ({ name }) => use('pkgs', `[ ''\n    run \${pkgs.${name}}/bin\n  '' ]`),
  override: ({ name }) => use(name, `[ (${name}.override { }) ]`),
  'override by a lambda': ({ name }) => use('pkgs', `[ (pkgs.${name}.override (_: { })) ]`),
  overrideAttrs: ({ name }) => use(name, `[ (${name}.overrideAttrs (_: { changed = "1"; })) ]`),
  'overrideAttrs of pkgs': ({ name }) =>
    use('pkgs', `let tool = pkgs.${name}.overrideAttrs { changed = "1"; }; in [ tool ]`),
  'argument of another': ({ name }) =>
    use(`linker ${name}`, `[ (linker.override { zlib = ${name}; }) ]`),
  'argument by inherit': ({ name }) =>
    use('pkgs', `[ (pkgs.mpfr.override { gmp = pkgs.${name}; }) ]`),
  version: ({ name }) => use(name, `[ (${name}.version or "0") ]`),
  src: ({ name }) => use(name, `[ (${name}.src or "none") ]`),
  'src of pkgs': ({ name }) => use('pkgs', `[ (pkgs.${name}.src or "none") ]`),
  'src by inherit': ({ name }) =>
    use('pkgs', `let inherit (pkgs.${name}) drvPath; in [ "\${drvPath}" ]`),
  inputs: ({ name }) => use(name, `${name}.buildInputs or [ ]`),
  kept: ({ name }) => use(name, `${name}.kept or [ ]`),
  'kept in passthru': ({ name }) => use('pkgs', `pkgs.${name}.passthru.kept or [ ]`),
  'optional-dependencies': ({ name }) => use(name, `${name}.optional-dependencies.all or [ ]`),
  'nested set': ({ name }) =>
    use(name, `let sets.inner = { tool = ${name}; }; in [ sets.inner.tool ]`),
  'recursive set': ({ name }) => use(name, `rec { tool = ${name}; tools = [ tool ]; }.tools`),
  assert: ({ name }) => use(`${name}?null`, `assert ${name} != null; [ ${name} ]`),
  conditional: ({ name }) => use(`lib ${name}`, `lib.optional (${name} != null) ${name}`),
  mapped: ({ name }) => use(name, `map (tool: "\${tool}/bin") [ ${name} ]`),
  folded: ({ name }) => use(name, `builtins.foldl' (all: tool: all ++ [ tool ]) [ ] [ ${name} ]`),
  'file beside': ({ name, part }) =>
    usedBeside('callPackage', `callPackage ./${part} { }`, name, `[ ${name} ]`),
  'file beside by pkgs': ({ name, part }) =>
    usedBeside('pkgs', `pkgs.callPackage ./${part} { }`, name, `[ ${name} ]`),
  'file beside with argument': ({ name, part }) =>
    usedBeside('pkgs', `pkgs.callPackage ./${part} { tool = pkgs.${name}; }`, 'tool', '[ tool ]'),
  'imported file': ({ name, part }) =>
    usedBeside(
      `stdenv ${name}`,
      `import ./${part} { inherit stdenv ${name}; }`,
      name,
      `[ ${name} ]`,
    ),
  'called import': ({ name, part }) =>
    usedBeside('callPackage', `callPackage (import ./${part}) { }`, name, `[ ${name} ]`),
  'file that uses pkgs': ({ name, part }) =>
    usedBeside('callPackage', `callPackage ./${part} { }`, 'pkgs', `with pkgs; [ ${name} ]`),
  'newScope with more': ({ name, part }) =>
    usedBeside(
      `newScope ${name}`,
      `newScope { tool = ${name}; } ./${part} { }`,
      'tool',
      '[ tool ]',
    ),
  extended: ({ name }) => use('pkgs', `[ (pkgs.extend (_: _: { })).${name} ]`),
  cross: ({ name }) => use('pkgs', `[ pkgs.pkgsCross.riscv64.${name} ]`),
};

/** @type {Readonly<Record<string, Way>>} `set` is the name of the Python */
const modules = {
  member: ({ name, set }) => use(set, `[ ${set}.pkgs.${name} ]`),
  with: ({ name, set }) => use(set, `with ${set}.pkgs; [ ${name} ]`),
  let: ({ name, set }) =>
    use(set, `let ps = ${set}.pkgs; inherit (ps) ${name}; in [ ${name} ps.${name} ]`),
  withPackages: ({ name, set }) => use(set, `[ (${set}.withPackages (ps: [ ps.${name} ])) ]`),
  'withPackages by with': ({ name, set }) =>
    use(set, `[ (${set}.withPackages (ps: with ps; [ ${name} ])) ]`),
  'withPackages by inherit': ({ name, set }) =>
    use(set, `[ (${set}.withPackages (ps: builtins.attrValues { inherit (ps) ${name}; })) ]`),
  'withPackages in let': ({ name, set }) =>
    use(set, `let choose = ps: [ ps.${name} ]; in [ (${set}.withPackages choose) ]`),
  'withPackages of a default': ({ name, set, own }) =>
    use(`${set} ${own}?ps:[ps.${name}]`, `[ (${set}.withPackages ${own}) ]`),
  'withPackages of both': ({ name, set, own }) =>
    use(`${set} ${own}?ps:[ps.${name}]`, `[ (${set}.withPackages (ps: [ ps.six ] ++ ${own} ps)) ]`),
  'withPackages of pkgs': ({ name, set }) =>
    use('pkgs', `[ (pkgs.${set}.withPackages (ps: [ ps.${name} ])) ]`),
  'withPackages in text': ({ name, set }) =>
    use(set, `[ "\${${set}.withPackages (ps: [ ps.${name} ])}/bin" ]`),
  varied: ({ name, set }) =>
    use(
      set,
      `let python = ${set}.override { packageOverrides = _: _: { }; }; in [ python.pkgs.${name} ]`,
    ),
  overridden: ({ name, set }) => use(set, `[ (${set}.override { }).pkgs.${name} ]`),
  computed: ({ name, set }) => use(set, `map (name: ${set}.pkgs.\${name}) [ "${name}" ]`),
  getAttr: ({ name, set }) =>
    use(set, `map (name: builtins.getAttr name ${set}.pkgs) [ "${name}" ]`),
  set: ({ name, set }) => use(`${set}Packages`, `[ ${set}Packages.${name} ]`),
  'with the set': ({ name, set }) => use(`${set}Packages`, `with ${set}Packages; [ ${name} ]`),
  'inherit from the set': ({ name, set }) =>
    use(`${set}Packages`, `let inherit (${set}Packages) ${name}; in [ ${name} ]`),
  'computed in the set': ({ name, set }) =>
    use(`${set}Packages`, `map (name: ${set}Packages.\${name}) [ "${name}" ]`),
  'optional set': ({ name, set }) => use(`${set}Packages?null`, `[ ${set}Packages.${name} ]`),
  'set of old': ({ name }) => use('pkgs', `[ pkgs.oldPythonPackages.${name} ]`),
  pkgs: ({ name, set }) => use('pkgs', `[ pkgs.${set}.pkgs.${name} ]`),
  'set of pkgs': ({ name, set }) => use('pkgs', `[ pkgs.${set}Packages.${name} ]`),
  'with set of pkgs': ({ name, set }) => use('pkgs', `with pkgs.${set}Packages; [ ${name} ]`),
  buildPackages: ({ name, set }) => use('buildPackages', `[ buildPackages.${set}.pkgs.${name} ]`),
  'set of buildPackages': ({ name, set }) =>
    use('buildPackages', `[ buildPackages.${set}Packages.${name} ]`),
  'python of the set': ({ name, set }) =>
    use(`${set}Packages`, `[ ${set}Packages.python.pkgs.${name} ]`),
  'default Python': ({ name, set, own }) => use(`${own}?${set} ${set}`, `[ ${own}.pkgs.${name} ]`),
  'default set': ({ name, set, own }) => use(`${own}?${set}.pkgs ${set}`, `[ ${own}.${name} ]`),
  built: ({ name, set }) =>
    use(
      set,
      `[ (${set}.pkgs.buildPythonPackage { pname = "built"; dependencies = with ${set}.pkgs; [ ${name} ]; }) ]`,
    ),
  overrideAttrs: ({ name, set }) =>
    use(set, `[ (${set}.pkgs.${name}.overrideAttrs (_: { changed = "1"; })) ]`),
  override: ({ name, set }) => use(`${set}Packages`, `[ (${set}Packages.${name}.override { }) ]`),
  overrideScope: ({ name, set }) => use(set, `[ (${set}.pkgs.overrideScope (_: _: { })).${name} ]`),
  kept: ({ name, set }) => use(set, `${set}.pkgs.${name}.optional-dependencies.all or [ ]`),
  'kept in the set': ({ name, set }) => use(`${set}Packages`, `${set}Packages.${name}.kept or [ ]`),
  inputs: ({ name, set }) => use(set, `${set}.pkgs.${name}.buildInputs`),
  src: ({ name, set }) => use(set, `[ (${set}.pkgs.${name}.src or "none") ]`),
  text: ({ name, set }) => use(set, `[ "\${${set}.pkgs.${name}}/lib" ]`),
  'to a lambda': ({ name, set }) => use(set, `(ps: [ ps.${name} ]) ${set}.pkgs`),
  'file beside': ({ name, set, part }) =>
    usedBeside('callPackage', `callPackage ./${part} { }`, set, `with ${set}.pkgs; [ ${name} ]`),
  'file called by the set': ({ name, set, part }) =>
    usedBeside(`${set}Packages`, `${set}Packages.callPackage ./${part} { }`, name, `[ ${name} ]`),
  'file with a Python': ({ name, set, part }) =>
    usedBeside(
      'pkgs',
      `pkgs.callPackage ./${part} { python = pkgs.${set}; }`,
      'python',
      `[ python.pkgs.${name} ]`,
    ),
  'imported file': ({ name, set, part }) =>
    usedBeside(
      `stdenv ${set}`,
      `import ./${part} { inherit stdenv; ps = ${set}.pkgs; }`,
      'ps',
      `[ ps.${name} ]`,
    ),
};

/** @type {Readonly<Record<string, Way>>} */
const members = {
  member: ({ name, set }) => use(set, `[ ${set}.${name} ]`),
  with: ({ name, set }) => use(set, `with ${set}; [ ${name} ]`),
  let: ({ name, set }) => use(set, `let inherit (${set}) ${name}; in [ ${name} ]`),
  values: ({ name, set }) => use(set, `builtins.attrValues { inherit (${set}) ${name}; }`),
  computed: ({ name, set }) => use(set, `map (name: ${set}.\${name}) [ "${name}" ]`),
  optional: ({ name, set }) => use(`${set}?null`, `[ ${set}.${name} ]`),
  pkgs: ({ name, set }) => use('pkgs', `[ pkgs.${set}.${name} ]`),
  'with pkgs': ({ name, set }) => use('pkgs', `with pkgs; [ ${set}.${name} ]`),
  'with both': ({ name, set }) => use('pkgs', `with pkgs; with ${set}; [ ${name} ]`),
  buildPackages: ({ name, set }) => use('buildPackages', `[ buildPackages.${set}.${name} ]`),
  override: ({ name, set }) => use(set, `[ (${set}.${name}.override { }) ]`),
  overrideAttrs: ({ name, set }) =>
    use('pkgs', `[ (pkgs.${set}.${name}.overrideAttrs (_: { changed = "1"; })) ]`),
  'default of another': ({ name, set, own }) => use(`${own}?${set}.${name} ${set}`, `[ ${own} ]`),
  'to a lambda': ({ name, set }) => use(set, `(one: [ one.${name} ]) ${set}`),
  text: ({ name, set }) => use(set, `[ "\${${set}.${name}}/lib" ]`),
  src: ({ name, set }) => use(set, `${set}.${name}.buildInputs or [ ]`),
  'file beside': ({ name, set, part }) =>
    usedBeside('callPackage', `callPackage ./${part} { }`, set, `[ ${set}.${name} ]`),
};

/** Ways to a package, by the kind of what is used. */
export const ways = { top, module: modules, member: members };
