# A build environment: a derivation that holds the script which runs the phases,
# and `mkDerivation`, which makes derivations that run it.
{
  lib,
  system,
  name,
  # Packages whose programs every build finds, first one first.
  path,
  # The package that has the shell.
  tools,
  description,
}:
let
  shell = "${tools}/bin/sh";

  # As in Nixpkgs, `attrs` may be a function of what becomes of it, and
  # `overrideAttrs` takes an attribute set, `prev: attrs` or `final: prev: attrs`.
  mkDerivation = attrs: make (lib.toFunction attrs);

  make =
    f:
    let
      attrs = f (attrs // { finalPackage = package; });
      passthru = attrs.passthru or { };
      meta = attrs.meta or { };
      package =
        derivation (
          {
            name = "${attrs.pname}-${attrs.version}";
            inherit stdenv system;
            builder = shell;
            args = [
              "-e"
              "${stdenv}/setup.sh"
            ];
          }
          // removeAttrs attrs [
            "meta"
            "passthru"
          ]
        )
        // passthru
        // {
          inherit meta passthru;
          overrideAttrs = change: make (lib.extends (toOverlay change) f);
        };
    in
    package;

  toOverlay =
    change: final: prev:
    let
      changed = lib.toFunction change prev;
    in
    if lib.isFunction changed then change final prev else changed;

  stdenv =
    derivation {
      inherit
        name
        path
        shell
        system
        ;
      builder = shell;
      args = [
        "-e"
        ./builder.sh
      ];
      setup = ./setup.sh;
      PATH = "${tools}/bin";
    }
    // {
      inherit mkDerivation path tools;
      inherit shell system;
      meta = { inherit description; };
    };
in
stdenv
