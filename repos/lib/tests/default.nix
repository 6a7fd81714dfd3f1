# Tests of this library: a list of those that fail, `[ ]` when all is well.
#
#   nix-instantiate --eval --strict --json repos/lib/tests
#
# A test is `{ expr, expected }`. One that should throw is written with `throws`.
let
  lib = import ../.;

  # Whether evaluating a value as far as it goes throws.
  throws = value: !(builtins.tryEval (builtins.deepSeq value value)).success;

  files = {
    attrsets = ./attrsets.nix;
    customisation = ./customisation.nix;
    fixed-points = ./fixed-points.nix;
    layouts = ./layouts.nix;
    scopes = ./scopes.nix;
    trivial = ./trivial.nix;
  };

  failuresIn =
    file:
    let
      tests = import files.${file} { inherit lib throws; };
      failure =
        name:
        let
          inherit (tests.${name}) expr expected;
        in
        if expr == expected then
          [ ]
        else
          [
            {
              name = "${file}: ${name}";
              inherit expr expected;
            }
          ];
    in
    builtins.concatMap failure (builtins.attrNames tests);
in
builtins.concatMap failuresIn (builtins.attrNames files)
