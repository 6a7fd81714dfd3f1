# An interpreter, with the set of modules that are built for it.
{
  lib,
  stdenv,
  attribute,
  makeScopeWithSplicing',
  packageOverrides ? (_final: _prev: { }),
  pkgs,
  pythonPackagesExtensions,
  self,
  version,
  zlib,
}:
let
  modules = makeScopeWithSplicing' {
    otherSplices.selfBuildHost = pkgs.pkgsBuildHost.${attribute}.pkgs;
    # What has one role only.
    keep = _modules: { inherit lib pkgs; };
    f = lib.extends (lib.composeManyExtensions (
      [ (import ../../top-level/python-packages.nix) ] ++ pythonPackagesExtensions ++ [ packageOverrides ]
    )) of;
  };
  of = scope: {
    inherit lib pkgs;
    python = self;
    buildPythonPackage = scope.callPackage ./build-python-package.nix { };
    pythonOlder = than: builtins.compareVersions version than < 0;
    toPythonModule =
      drv:
      drv.overrideAttrs (prev: {
        passthru = prev.passthru or { } // {
          pythonModule = self;
        };
      });
  };
in
stdenv.mkDerivation {
  pname = "python";
  inherit version;
  buildInputs = [ zlib ];
  passthru = {
    pkgs = modules;
    withPackages =
      choose:
      stdenv.mkDerivation {
        name = "python-${version}-env";
        buildInputs = choose modules;
        python = self;
      };
  };
}
