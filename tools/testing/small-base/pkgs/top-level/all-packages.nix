# What is more than a folder's lambda with the set's own names.
{
  config,
  lib,
  stdenv,
}:
final: _prev:
with final;
{
  smallStdenv = stdenv.override { extraFlags = [ "-Os" ]; };

  # A lambda that is called twice, and one whose argument is another package's.
  hello-small = callPackage ../by-name/he/hello/package.nix { stdenv = smallStdenv; };
  mpfr-old = mpfr.override { gmp = gmp5; };

  # A wrapper around what has been changed.
  jq-plain = (jq.override { onigurumaSupport = false; }).overrideAttrs (prev: {
    pname = "${prev.pname}-plain";
  });

  python311 = callPackage ../development/interpreters/python.nix {
    self = python311;
    attribute = "python311";
    version = "3.11";
  };
  python312 = callPackage ../development/interpreters/python.nix {
    self = python312;
    attribute = "python312";
    version = "3.12";
  };
  python3 = python312;
  python311Packages = lib.recurseIntoAttrs python311.pkgs;
  python312Packages = lib.recurseIntoAttrs python312.pkgs;
  python3Packages = lib.dontRecurseIntoAttrs python312Packages;
  pythonPackagesExtensions = [ ];

  # A scope, one that is spliced, a set that can be extended, a plain one.
  widgets = lib.makeScope newScope (self: {
    zlib = self.callPackage ../widgets/zlib.nix { };
    button = self.callPackage ../widgets/button.nix { };
    window = self.callPackage ../widgets/window.nix { };
  });
  gadgets = lib.recurseIntoAttrs (makeScopeWithSplicing' {
    otherSplices = generateSplicesForMkScope "gadgets";
    f = self: {
      gear = self.callPackage ../gadgets/gear.nix { };
      clock = self.callPackage ../gadgets/clock.nix { };
    };
  });
  hask = lib.makeExtensible (self: {
    callPackage = newScope self;
    text = self.callPackage ../hask/text.nix { };
    parser = self.callPackage ../hask/parser.nix { };
  });
  # Its members are passed as if they were at top level.
  xkit = lib.recurseIntoAttrs {
    xlib = callPackage ../xkit/xlib.nix { };
  };
  plugins = lib.recurseIntoAttrs {
    spell = callPackage ../plugins/spell.nix { };
    lint = callPackage ../plugins/lint.nix { };
  };
}
// lib.optionalAttrs stdenv.hostPlatform.isDarwin {
  darwinKit = callPackage ../darwin/kit.nix { };
}
// lib.optionalAttrs (config.withPager or false) {
  pager = callPackage ../pager/default.nix { };
}
