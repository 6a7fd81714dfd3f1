import { type RandomBase, type RandomFormal, type RandomPackage } from './random-base';

/** Files by path, from the workspace's folder. */
type Files = Readonly<Record<string, string>>;

/** The base with all of it, as it was before anything was moved. */
export function wholeFiles(base: RandomBase): Files {
  return baseFiles('whole', '../base/small-base', base, base.packages, true);
}

/** The base as it is afterwards: without what was taken away. */
export function remainingFiles(base: RandomBase): Files {
  const kept = base.packages.filter(({ isRemoved }) => !isRemoved);
  return baseFiles('base', './small-base', base, kept, !base.isGroupRemoved);
}

/** The repos that have what was moved. */
export function repoFiles({ packages, group, isGroupMoved }: RandomBase): Files {
  const files: Record<string, string> = {};
  for (const repo of ['one', 'two']) {
    const own = packages.filter((pkg) => pkg.repo === repo);
    const hasGroup = repo === 'one' && isGroupMoved;
    if (own.length === 0 && !hasGroup) continue;
    const root = `repos/${repo}`;
    const sets = new Set(own.map(({ set }) => set));
    const layout = [
      ...(sets.delete('') || hasGroup ? ['by-name'] : []),
      ...[...sets].map((set) => ({ name: 'pkgs', folder: set, set })),
    ];
    files[`${root}/nix-repo.json`] = JSON.stringify({ kind: 'sig', layout });
    files[`${root}/default.nix`] = '{ lib }: lib.useByName { inherit lib; path = ./.; }\n';
    for (const pkg of own) {
      const folder =
        pkg.set === '' ? `by-name/${pkg.name.slice(0, 2)}/${pkg.name}` : `${pkg.set}/${pkg.name}`;
      const file = pkg.set === '' ? 'package.nix' : 'default.nix';
      files[`${root}/${folder}/${file}`] = packageText(pkg);
    }
    if (hasGroup) Object.assign(files, groupFiles(`${root}/by-name/gr/group`, group));
  }
  return files;
}

function baseFiles(
  folder: string,
  below: string,
  { group }: RandomBase,
  packages: readonly RandomPackage[],
  hasGroup: boolean,
): Files {
  const files: Record<string, string> = {
    [`${folder}/default.nix`]: `{ system, config ? { }, overlays ? [ ], crossSystem ? null }:
import ${below} {
  inherit config crossSystem system;
  overlays = [ (import ./random/packages.nix) ] ++ overlays;
}
`,
    [`${folder}/random/packages.nix`]: overlayText(packages, hasGroup),
  };
  for (const pkg of packages) files[`${folder}/random/${fileInBase(pkg)}`] = packageText(pkg);
  return { ...files, ...(hasGroup && groupFiles(`${folder}/random/group`, group)) };
}

function fileInBase({ set, name }: RandomPackage): string {
  return `${set === '' ? 'top' : set}/${name}.nix`;
}

/** As a person would have written it: everything by the `callPackage` of its set. */
function overlayText(packages: readonly RandomPackage[], hasGroup: boolean): string {
  const members = (set: string, caller: string): string =>
    packages
      .filter((pkg) => pkg.set === set)
      .map((pkg) => {
        const given = pkg.isExplicit ? '{ stdenv = final.smallStdenv; }' : '{ }';
        return `    ${pkg.name} = ${caller}.callPackage ./${fileInBase(pkg)} ${given};\n`;
      })
      .join('');
  return `final: prev:
{
${members('', 'final')}
  ws = final.lib.makeScope final.newScope (self: {
${members('ws', 'self')}  });
  gs = final.makeScopeWithSplicing' {
    otherSplices = final.generateSplicesForMkScope "gs";
    f = self: {
${members('gs', 'self')}    };
  };
  hs = final.lib.makeExtensible (self: {
    callPackage = final.newScope self;
${members('hs', 'self')}  });
  ps = final.lib.recurseIntoAttrs {
${members('ps', 'final')}  };
  pythonPackagesExtensions = prev.pythonPackagesExtensions ++ [
    (self: super: {
${members('python3Packages', 'self')}    })
  ];
}
${hasGroup ? '// import ./group/packages.nix { inherit (prev) lib; } final prev\n' : ''}`;
}

function groupFiles(folder: string, group: RandomBase['group']): Files {
  const members = Object.entries(group).map(([name, text]) => `  ${name} = ${text};\n`);
  return {
    [`${folder}/packages.nix`]: `{ lib }:\nfinal: prev: {\n${members.join('')}}\n`,
    [`${folder}/leaf.nix`]: '{ stdenv, jq }:\nstdenv.mkDerivation { name = "leaf"; inherit jq; }\n',
  };
}

function packageText({ set, name, formals }: RandomPackage): string {
  const isPython = set === 'python3Packages';
  const builder = isPython ? 'buildPythonPackage' : 'stdenv';
  // What the base overrides.
  const overridden = name === 'jq' && set === '' ? ['onigurumaSupport ? true'] : [];
  const head = [builder, ...formals.map(formalText), ...overridden].join(', ');
  const used = (use: RandomFormal['use']): string =>
    formals
      .filter((formal) => formal.use === use)
      .map(valueText)
      .join(' ');
  // Whether something was passed is seen too, where it is not built of.
  const given = formals.filter((formal) => formal.default === 'null' && formal.use !== 'nothing');
  const attributes = `
  pname = "${[...(set === '' ? [] : [set]), name].join('-')}";
  ${isPython ? 'tools' : 'nativeBuildInputs'} = [ ${used('native')} ];
  ${isPython ? 'dependencies' : 'buildInputs'} = [ ${used('build')} ];
  given = [ ${given.map((formal) => `(${formal.name} == null)`).join(' ')} ];
  passthru.referenced = [ ${used('reference')} ];
`;
  const call = isPython ? builder : `${builder}.mkDerivation`;
  return `{ ${head} }:\n${call} {${attributes}}\n`;
}

function formalText(formal: RandomFormal): string {
  return formal.default === undefined ? formal.name : `${formal.name} ? ${formal.default}`;
}

function valueText({ name, member }: RandomFormal): string {
  return member === undefined ? name : `${name}.${member}`;
}

/** Everything to be compared, as Nix text with `set` in it. */
export function comparedTexts({ packages, group }: RandomBase): readonly string[] {
  const own = packages.flatMap(({ set, name }) => {
    if (set === '') return [`set.${name}`, `(set.${name}.overrideAttrs { y = 1; })`];
    return set === 'python3Packages'
      ? [`set.python3Packages.${name}`, `set.python311.pkgs.${name}`]
      : [`set.${set}.${name}`];
  });
  const overridden = packages.flatMap(({ set, name, formals }) => {
    const [formal] = formals.filter(({ use }) => use === 'build' || use === 'native');
    const at = ['set', ...(set === '' ? [] : [set]), name].join('.');
    return formal && !formal.member ? [`(${at}.override { ${formal.name} = set.linker; })`] : [];
  });
  return [
    ...own,
    ...overridden,
    ...Object.keys(group).map((name) => `set.${name}`),
    ...['tree', 'jq-plain', 'hello', 'report', 'guile', 'widgets.window'].map((of) => `set.${of}`),
    '(set.python3.withPackages (ps: [ ps.numpy ps.six ]))',
  ];
}
