# Package sets one after the other, each of which makes the compiler of the next:
# two to bootstrap, the native one, and, for another system, the one for that.
# Overlays apply in each of them.
{
  buildPlatform,
  config,
  hostPlatform,
  lib,
  stage,
}:
let
  makeStdenv = import ./generic.nix { inherit config lib; };
  native = {
    inherit buildPlatform;
    hostPlatform = buildPlatform;
  };

  # Nothing to build with but what fell from the sky.
  bootstrap = stage {
    stdenv = makeStdenv (native // { name = "bootstrap"; });
  };

  # Built from the tools of the stage before, and these stay: what there is by
  # their names is not built again.
  first = stage {
    stdenv = makeStdenv (
      native
      // {
        name = "first";
        initialPath = [
          bootstrap.bison
          bootstrap.gnumake
        ];
      }
    );
  };

  final = stage {
    stdenv = makeStdenv (
      native
      // {
        name = "linux";
        initialPath = [ first.gnumake ] ++ lib.optional buildPlatform.isLinux first.zlib;
        overrides = _final: _prev: { inherit (first) gnumake; };
      }
    );
  };

  # Its packages run elsewhere, and are built with those of `final`.
  cross = stage {
    previous = final;
    stdenv = makeStdenv {
      inherit buildPlatform hostPlatform;
      name = "cross-${hostPlatform.config}";
      initialPath = [
        final.gnumake
        final.linker
      ];
    };
  };
in
if hostPlatform == buildPlatform then final else cross
