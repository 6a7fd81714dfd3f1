# The package set, made of the repositories beside this one as they are on disk:
# no lock, no copy in the store, and what is not committed counts too.
#
#   nix-build repos/registry --argstr system x86_64-linux -A hello
{
  system,
  config ? { },
  overlays ? [ ],
  crossSystem ? null,
}:
let
  lib = import ../lib;
  registry = import ./registry.nix {
    inherit lib;
    # Imported when a package of theirs is used, and not before.
    repos = lib.genAttrs (import ./names.nix).repos (
      name:
      lib.repoLambdas {
        inherit lib;
        path = ../. + "/${name}";
      }
    );
  };
in
registry.packages {
  inherit
    system
    config
    overlays
    crossSystem
    ;
}
