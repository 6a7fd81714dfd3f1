{ system }:
[
  ./gone.patch
  (if builtins.pathExists ./maybe.nix then import ./maybe.nix else { })
  (./prefix- + system)
]
