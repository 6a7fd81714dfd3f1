# The outputs of the registry's flake. flake.nix has the inputs, which have to be
# written out there, and is generated.
inputs:
let
  inherit (inputs.lib) lib;
  names = import ./names.nix;
  declared = lib.repoConfig ./.;

  # Inputs are fetched when a package of theirs is used, and not before. NUR's
  # are no flakes here: what they export is found in their files.
  lambdas = lib.genAttrs names.repos (
    name:
    inputs.${name}.lambdas or (lib.repoLambdas {
      inherit lib;
      path = folderOf name;
    })
  );

  # Of an input beside this flake that is no flake, Nix 2.26 says that it is the
  # whole tree.
  folderOf =
    name:
    if inputs.${name}.outPath == inputs.self.sourceInfo.outPath then
      ../. + "/${name}"
    else
      inputs.${name}.outPath;
  registry = import ./registry.nix {
    inherit lib;
    repos = lambdas;
    base = inputs.base.outPath or null;
    # A run that only just writes the lock knows no hash yet.
    revision = inputs.self.narHash or "unlocked";
  };

  forSystems = lib.genAttrs names.systems;
  # By their generated names: to look for derivations here would be to evaluate,
  # and so to fetch, them all.
  packages = forSystems (
    system: lib.genAttrs names.packages (name: inputs.self.legacyPackages.${system}.${name})
  );
in
{
  inherit lambdas packages;

  # The whole set, with nested sets and functions.
  legacyPackages = forSystems (
    system:
    registry.packages {
      inherit system;
      config = declared.config or { };
    }
  );

  overlays.default = registry.overlay;

  # All packages at top level build.
  checks = packages;

  # For a NixOS configuration: its `pkgs` has the registry's packages.
  nixosModules.default = {
    nixpkgs.overlays = [ registry.overlay ];
  };

  # For a flake made with flake-parts: `registry` is an argument of perSystem.
  flakeModules.default = {
    perSystem =
      { system, ... }:
      {
        _module.args.registry = inputs.self.legacyPackages.${system};
      };
  };

  templates.default = {
    path = ./templates/consumer;
    description = "A flake that takes packages from a registry and changes one of them";
    welcomeText = ''
      Write in `flake.nix` where the registry is, then run `nix build`.
    '';
  };
}
