{ system }:
[
  ./${system}.nix
  ./patches/${system}/a.patch
  ./${"a"}.patch
  { x86_64-linux = ./a.patch; }.${system}
]
