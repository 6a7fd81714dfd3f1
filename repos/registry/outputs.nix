# The outputs of the registry's flake, in both of its forms. In the workspace it
# has no inputs, and the repositories lie beside this folder; published, it has
# an input for each of them. What is there as an input is taken from there.
inputs:
let
  lib = inputs.lib.lib or (import (sibling "lib"));
  names = import ./names.nix;
  declared = lib.repoConfig ./.;

  # The folder that the flake was read from as a whole, and this folder in it.
  tree = toString inputs.self.sourceInfo.outPath;
  isInTree =
    path:
    path == tree || builtins.substring 0 (builtins.stringLength tree + 1) path == "${tree}/";

  sibling =
    name:
    if toString ./. == tree then
      throw "this registry's repositories are not in its tree, so that its flake cannot read `${name}`: use the published form, which `nx run registry:lock` writes from `published` in nix-repo.json; or evaluate default.nix in the workspace"
    else
      ../. + "/${name}";

  # Fetched when a package from there is used, and not before. A folder in this
  # tree is taken from beside: Nix 2.26 says of such an input that is no flake
  # that it is the whole tree.
  folderOf =
    name:
    if inputs ? ${name} && toString inputs.${name}.outPath != tree then
      inputs.${name}.outPath
    else
      sibling name;

  # NUR's repositories are no flakes here: what they export is found in their files,
  # and so it is where this registry says how they are laid out.
  lambdas = lib.genAttrs names.repos (
    name:
    let
      settings = declared.repos.${name} or null;
      inFiles = lib.repoLambdas {
        inherit lib settings;
        path = folderOf name;
      };
    in
    if settings != null then inFiles else inputs.${name}.lambdas or inFiles
  );

  # As default.nix takes it, but for what a flake cannot read.
  base =
    let
      first = builtins.substring 0 1 declared.base;
      beside = ./. + "/${declared.base}";
      inherit (lib.importJSON ./base.json) locked;
    in
    if inputs ? base then
      inputs.base.outPath
    else if !(declared ? base) then
      null
    else if first != "." && first != "/" then
      "${lib.lockedSource locked}/${locked.dir or ""}"
    else if first == "." && isInTree (toString beside) then
      beside
    else
      throw "the registry's base, ${declared.base}, is not in the tree that this flake is read from: evaluate default.nix, or name a flake reference as `base` in nix-repo.json";

  # What layers take from elsewhere: what the workspace has in a folder lies in the
  # tree, or cannot be read by a flake.
  external = builtins.mapAttrs (
    name: input:
    if inputs ? ${name} then
      if input.kind == "channel" then inputs.${name}.outPath else inputs.${name}
    else if input.path != null && !(isInTree (toString (./. + "/${input.path}"))) then
      throw "${name}, which layers take from, is not in the tree that this flake is read from: evaluate default.nix, or name a flake reference as its `url`"
    else
      inWorkspace.${name}
  ) names.inputs;
  inWorkspace = lib.externalInputs {
    inherit base lib;
    declared = names.inputs;
    root = ./.;
    lockFile = ./inputs.json;
  };

  registry = import ./registry.nix {
    inherit base lib;
    repos = lambdas;
    folders = lib.genAttrs names.overlays folderOf;
    inputs = external;
    contents = map (input: input.narHash or "unlocked") (
      if inputs ? lib then builtins.attrValues (removeAttrs inputs [ "self" ]) else [ inputs.self ]
    );
  };

  # The set for a system, with the registry's own `config` where no one gives another.
  packagesFor = args: registry.packages ({ config = declared.config or { }; } // args);

  forSystems = lib.genAttrs names.systems;
  legacyPackages = forSystems (system: packagesFor { inherit system; });
  # By their generated names: to look for derivations here would be to evaluate,
  # and so to fetch, them all.
  packages = forSystems (system: lib.genAttrs names.packages (name: legacyPackages.${system}.${name}));
  module = file: import file {
    inherit packagesFor;
    ownConfig = declared.config or { };
  };
in
{
  inherit lambdas legacyPackages packages;

  overlays.default = registry.overlay;

  # All packages at top level build.
  checks = packages;

  nixosModules.default = module ./modules/nixos.nix;
  flakeModules.default = module ./modules/flake-parts.nix;

  templates = import ./templates;
}
// (
  # Which outputs there are must be known without the inputs, `self` among them.
  if names.shellMaker == null then
    { }
  else
    {
      devShells = forSystems (system: {
        default = import ./dev-shell.nix {
          inherit names;
          set = legacyPackages.${system};
        };
      });
    }
)
// (
  if names.formatter == null then
    { }
  else
    { formatter = forSystems (system: legacyPackages.${system}.${names.formatter}); }
)
