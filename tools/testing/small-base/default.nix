# A package set with nixpkgs' interface and its ways, as small as can be, for
# tests: what a registry gives on top of it must be what it gives by itself. Its
# derivations are there to be told apart by their drvPath, and cannot be built.
{
  system ? builtins.currentSystem,
  config ? { },
  overlays ? [ ],
  crossSystem ? null,
}@args:
let
  lib = import ./lib;
  platforms = import ./pkgs/stdenv/platforms.nix;
  buildPlatform = platforms.elaborate system;
  hostPlatform = if crossSystem == null then buildPlatform else platforms.elaborate crossSystem;

  # Without defaults: a set that is made anew finds them out again.
  again = new: import ./. ({ inherit system; } // args // new);

  stage =
    given:
    import ./pkgs/top-level/stage.nix (
      {
        inherit
          again
          config
          lib
          overlays
          platforms
          ;
      }
      // given
    );
in
import ./pkgs/stdenv/stages.nix {
  inherit
    buildPlatform
    config
    hostPlatform
    lib
    stage
    ;
}
