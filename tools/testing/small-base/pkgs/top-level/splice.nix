# For another system a package is there twice: for those who build with it, and
# for those who link to it. Spliced, both go by one name.
{ lib, isCross }:
final: _prev:
let
  merge =
    builders: hosts:
    builtins.mapAttrs (
      name: host:
      let
        builder = builders.${name};
        roles = {
          __spliced = {
            hostTarget = host;
          }
          // lib.optionalAttrs (builders ? ${name}) { buildHost = builder; };
        };
      in
      if lib.isDerivation host then
        host // roles
      else if builtins.isAttrs host && !(host ? __functor) then
        # Looked into when somebody takes something out of it.
        merge (builders.${name} or { }) host
      else
        host
    ) (builders // hosts);

  splicePackages =
    { pkgsBuildHost, pkgsHostTarget }:
    if isCross then merge pkgsBuildHost pkgsHostTarget else pkgsHostTarget;

  spliced = splicePackages { inherit (final) pkgsBuildHost pkgsHostTarget; } // {
    # Never two of these.
    inherit (final)
      buildPackages
      config
      lib
      pkgs
      pkgsBuildHost
      pkgsHostTarget
      stdenv
      system
      ;
  };
in
{
  inherit splicePackages;
  __splicedPackages = spliced;
  # More is called with than there is: what lies in `xkit` too.
  newScope =
    more:
    lib.callPackageWith (spliced // removeAttrs spliced.xkit [ "recurseForDerivations" ] // more);
  callPackage = final.newScope { };
  callPackages = lib.callPackagesWith spliced;
  makeScopeWithSplicing' = lib.makeScopeWithSplicing' {
    inherit splicePackages;
    inherit (final) newScope;
  };
  generateSplicesForMkScope = name: { selfBuildHost = final.pkgsBuildHost.${name}; };
}
