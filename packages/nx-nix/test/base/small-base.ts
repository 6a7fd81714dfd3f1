import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A package set as small as one can be that has all that a base can have: scopes, also Python's,
 * plain sets, names that differ by system and by configuration, a compiler that is built from
 * packages, and whatever does not evaluate.
 */
export const SMALL_BASE: Readonly<Record<string, string>> = {
  'default.nix': `{ system, config ? { }, overlays ? [ ], crossSystem ? null, ... }:
let
  lib = import ./lib.nix;
  base = import ./packages.nix { inherit lib system config; };
in
lib.makeExtensible (lib.extends (lib.compose overlays) base)
`,
  'lib.nix': `rec {
  extends = overlay: base: final: let prev = base final; in prev // overlay final prev;
  compose = overlays: final: prev:
    builtins.foldl' (done: overlay: done // overlay final (prev // done)) { } overlays;
  makeExtensible = base:
    let self = base self // { extend = overlay: makeExtensible (extends overlay base); }; in self;
  makeOverridable = f: args:
    let
      made = f args;
      override = {
        __functor = _: new: makeOverridable f (args // (if builtins.isFunction new then new args else new));
        __functionArgs = builtins.functionArgs f;
      };
    in
    if builtins.isAttrs made then
      made // { inherit override; overrideDerivation = _: throw "not here"; }
      // (if made ? overrideAttrs then {
        overrideAttrs = change: makeOverridable (given: (f given).overrideAttrs change) args;
      } else { })
    else if builtins.isFunction made then
      { inherit override; __functor = _: made; }
    else
      made;
  callPackageWith = scope: fn: args:
    let f = if builtins.isFunction fn then fn else import fn; in
    makeOverridable f (builtins.intersectAttrs (builtins.functionArgs f) scope // args);
  makeScope = newScope: f:
    let
      self = f self // {
        newScope = extra: newScope (self // extra);
        callPackage = self.newScope { };
        overrideScope = overlay: makeScope newScope (extends overlay f);
      };
    in
    self;
}
`,
  'packages.nix': `{ lib, system, config }:
let
  isLinux = builtins.match ".*-linux" system != null;
  make = args: overridable (removeAttrs args [ "passthru" ]) (args.passthru or { });
  overridable = args: passthru:
    derivation ({ inherit system; builder = "/bin/sh"; } // args)
    // passthru
    // { overrideAttrs = change: overridable (args // change args) passthru; };
in
final: {
  inherit lib config;
  newScope = extra: lib.callPackageWith (final // { libFormer = final.zlib; } // extra);
  callPackage = final.newScope { };
  gnumake = make { name = "gnumake"; };
  bison = make { name = "bison"; };
  stdenv = make { name = "stdenv"; make = final.gnumake; };
  zlib = final.callPackage ({ stdenv }: make { name = "zlib"; inherit stdenv; }) { };
  tree = final.callPackage ({ stdenv }: make { name = "tree"; inherit stdenv; }) { };
  stone = make { name = "stone"; };
  sealed = removeAttrs (make { name = "sealed"; }) [ "overrideAttrs" ];
  fetch = final.callPackage ({ zlib }: url: make { name = "fetched"; inherit url zlib; }) { };
  fetchDeep = final.callPackage ({ fetch, lib }: rev: fetch rev) { };
  fetchAny = final.callPackage ({ extras }: rev: make { name = "any"; inherit (extras) zlib; }) { };
  identity = x: x;
  kit = make { name = "kit"; inherit (final.extras.tools) bison; };
  app = make { name = "app"; inherit (final.pythonPackages) six; };
  tools = [ final.bison final.stone ];
  sealedIn = make { name = "sealed-in"; inherit (final) sealed; };
  gone = throw "gone was taken away: use \`zlib\`";
  aborts = abort "no way";
  mistyped = 1 + "one";
  circular = final.circular;
  extras = { zlib = final.zlib; tools = { bison = final.bison; }; };
  things = lib.makeScope final.newScope (self: {
    engine = make { name = "engine"; };
    car = self.callPackage ({ engine, zlib }: make { name = "car"; inherit engine zlib; }) { };
  });
  pythonPackagesExtensions = [ ];
  python = make {
    name = "python";
    passthru.pkgs = lib.makeScope final.newScope (
      lib.extends (lib.compose final.pythonPackagesExtensions) (self: {
        python = final.python;
        six = make { name = "six"; inherit (final) python; };
      })
    );
  };
  pythonPackages = final.python.pkgs;
}
// (if isLinux then { linuxOnly = make { name = "linux"; }; } else { linuxThrows = throw "not here"; })
// (if isLinux then { linuxThrows = make { name = "throws"; inherit (final) bison; }; } else { })
// (if config.allowAliases or true then { make = final.gnumake; } else { })
`,
};

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
