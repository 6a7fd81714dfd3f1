# The package set, made of the repositories beside this one as they are on disk:
# no lock, no copy in the store, and what is not committed counts too.
#
#   nix-build repos/registry --argstr system x86_64-linux -A hello
let
  lib = import ../lib;
  declared = lib.repoConfig ./.;
in
{
  system,
  config ? declared.config or { },
  overlays ? [ ],
  crossSystem ? null,
  # The overlay repositories whose layers count; null for all.
  layers ? null,
}:
let
  names = import ./names.nix;
  base = if declared ? base then baseFolder declared.base else null;
  registry = import ./registry.nix {
    inherit lib base;
    # Of another folder, whatever was generated there, it is another registry.
    contents = [ (toString ./.) ];
    folders = lib.genAttrs names.overlays (name: ../. + "/${name}");
    inputs = lib.externalInputs {
      inherit base lib;
      declared = names.inputs;
      root = ./.;
      lockFile = ./inputs.json;
    };
    # Imported when a package of theirs is used, and not before.
    repos = lib.genAttrs names.repos (
      name:
      lib.repoLambdas {
        inherit lib;
        path = ../. + "/${name}";
        settings = declared.repos.${name} or null;
      }
    );
  };

  # A path from here, or a flake reference, which is pinned in base.json.
  baseFolder =
    base:
    let
      first = builtins.substring 0 1 base;
    in
    if first == "/" then
      /. + base
    else if first == "." then
      ./. + "/${base}"
    else
      let
        inherit (lib.importJSON ./base.json) locked;
      in
      "${lib.lockedSource locked}/${locked.dir or ""}";
in
registry.packages {
  inherit
    system
    config
    overlays
    crossSystem
    layers
    ;
}
