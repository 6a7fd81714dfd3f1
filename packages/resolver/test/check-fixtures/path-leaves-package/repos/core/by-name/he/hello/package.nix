{ }:
[
  ./.
  ./../hello/inner/deep.nix
  ../../../shared/builder.sh
  (import ../helm/package.nix { })
  (./. + "/../helm")
  (./. + "/inner" + "/deep.nix")
  ../hello-more
]
