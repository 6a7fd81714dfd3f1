type Files = Readonly<Record<string, string>>;

/** A repo with a package of its own, and a package that replaces one of the base. */
export const TOOLS: Files = {
  'nix-repo.json': '{ "kind": "sig", "layout": "by-name" }\n',
  'default.nix': '{ lib }: lib.useByName { inherit lib; path = ./.; }\n',
  'flake.nix': `{
  inputs.lib.url = "path:../lib";
  outputs = { lib, ... }: { lambdas = import ./. { inherit (lib) lib; }; };
}
`,
  'by-name/ba/banner/package.nix': `{ stdenv, hello, greeter ? null }:
stdenv.mkDerivation {
  pname = "banner";
  version = "1.0";
  inherit greeter;
  buildInputs = [ hello ];
  installPhase = ''
    { hello; hello; } >"$out"
  '';
}
`,
  'by-name/fa/farm/package.nix': `{ stdenv, python3Packages }:
stdenv.mkDerivation {
  pname = "farm";
  version = "1.0";
  inherit (python3Packages) cowsay python-nix;
}
`,
  'by-name/zl/zlib/package.nix': `{ stdenv }:
stdenv.mkDerivation {
  pname = "zlib";
  version = "1.1";
  src = ./src;
  buildPhase = ''
    cc -c -o checksums.o checksums.c
    cc -ar rcs libz.a checksums.o
  '';
  installPhase = ''
    mkdir -p "$out/include" "$out/lib"
    cp zlib.h "$out/include/zlib.h"
    cp libz.a "$out/lib/libz.a"
  '';
}
`,
  'by-name/zl/zlib/src/zlib.h': `unsigned long crc32(unsigned long crc, const unsigned char *bytes, unsigned length);
`,
  'by-name/zl/zlib/src/checksums.c': `#include "zlib.h"

unsigned long crc32(unsigned long crc, const unsigned char *bytes, unsigned length)
{
	crc = ~crc & 0xffffffff;
	while (length--) {
		crc ^= *bytes++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
	}
	return ~crc & 0xffffffff;
}
`,
};

/** An overlay repo with a layer of every kind. */
export const HOUSE: Files = {
  'nix-repo.json': '{ "kind": "overlay", "stacked": ["tally"] }\n',
  'channels/stable.json': '{ "url": "" }\n',
  'fallbacks/tally.json': `{
  "channel": "stable",
  "systems": ["x86_64-linux"],
  "reason": "counts \\"wrong\\"",
  "link": "https://example.org/tally"
}
`,
  'pkgs/by-name/greeter/package.nix': `{ stdenv, hello }:
stdenv.mkDerivation {
  pname = "greeter";
  version = "1.0";
  buildInputs = [ hello ];
  installPhase = ''
    hello >"$out"
  '';
}
`,
  'overrides/nix.nix': `final: prev: {
  nix = prev.nix // { tests = { }; };
}
`,
  'overrides/rot13.nix': `{ lib, ... }:
final: prev:
{
  rot13 = prev.rot13.overrideAttrs (old: { layers = old.layers or [ ] ++ [ "house" ]; inherit (final) greeter; });
}
// lib.optionalAttrs (prev.system == "aarch64-linux") {
  gmp6 = prev.gmp6.overrideAttrs { layers = [ "house" ]; };
}
`,
  'overrides/tally.nix': `final: prev: {
  tally = prev.tally.overrideAttrs (old: { layers = old.layers or [ ] ++ [ "house" ]; });
}
`,
  'flakes/jetpack.json': `{
  "url": "",
  "follows": { "nixpkgs": "base" },
  "sets": ["cuda", "cuda-applied", "jetpack", "jetpack-applied"]
}
`,
};

/** Another overlay repo; it changes packages that the first one changes too. */
export const YARD: Files = {
  'nix-repo.json': '{ "kind": "overlay", "stacked": ["rot13"] }\n',
  'overrides/rot13.nix': `final: prev: {
  rot13 = prev.rot13.overrideAttrs (old: { layers = old.layers or [ ] ++ [ "yard" ]; });
  python3Packages = prev.python3Packages.overrideScope (
    self: super: { hello = super.hello.overrideAttrs { layers = [ "yard" ]; }; }
  );
}
`,
};

const PACKAGE_SET = {
  'default.nix': 'import ./repos/registry\n',
  'flake.nix': '{ outputs = { self }: { lib = import ./repos/lib; }; }\n',
};

/** Folders outside of the workspace. `OUTSIDE` in texts is replaced by their place. */
export const OUTSIDE: Readonly<Record<string, Files>> = {
  base: PACKAGE_SET,
  stable: PACKAGE_SET,
  // The nixpkgs that the flakes themselves are locked to. It must not be used, as `follows`
  // replaces it.
  nixpkgs: { 'flake.nix': '{ outputs = { self }: { lib = throw "not followed"; }; }\n' },
  // As jetpack-nixos does: it applies another flake's overlay first, and marks that it was applied.
  jetpack: {
    'flake.nix': `{
  inputs.nixpkgs.url = "OUTSIDE/nixpkgs";
  inputs.cuda.url = "OUTSIDE/cuda";
  inputs.cuda.inputs.nixpkgs.follows = "nixpkgs";
  outputs = { self, nixpkgs, cuda }: {
    overlays.default = final: prev:
      if prev.jetpack-applied or false then
        { }
      else
        nixpkgs.lib.composeManyExtensions [
          cuda.overlays.default
          (final: prev: {
            jetpack = final.stdenv.mkDerivation {
              pname = "jetpack";
              version = "6";
              inherit (final) cuda zlib;
            };
            cuda = prev.cuda.overrideAttrs { isForJetpack = true; };
          })
          (_: _: { jetpack-applied = true; })
        ] final prev;
  };
}
`,
  },
  cuda: {
    'flake.nix': `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  outputs = { self, nixpkgs }: {
    overlays.default = final: prev:
      nixpkgs.lib.optionalAttrs (!(prev.cuda-applied or false)) {
        cuda = final.stdenv.mkDerivation {
          pname = "cuda";
          version = "12";
        };
        cuda-applied = true;
      };
  };
}
`,
  },
};
