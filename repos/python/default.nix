# The lambdas of this repository. `lib` is the workspace's own.
{ lib }:
lib.useByName {
  inherit lib;
  path = ./.;
}
