# Stage 0: binaries that were not built here. They come from Debian, pinned by
# hash in stage0.json, and are in the store before anything is built.
#
# The output's hash being fixed, its path depends on the contents only, and Nix
# does not build what is there already. Where it is not there, this derivation
# can only fail; and it has to say why without a shell, as the sandbox holds
# none. builtin:fetchurl runs inside Nix and repeats what it cannot download.
{ system }:
let
  pins = builtins.fromJSON (builtins.readFile ./stage0.json);
  known = builtins.concatStringsSep ", " (builtins.attrNames pins);
  pin = pins.${system} or (throw "there is a stage 0 for ${known}, and none for ${system}");
in
derivation {
  name = "stage0-${system}";
  system = "builtin";
  builder = "builtin:fetchurl";
  url = "stage 0 is not in the store, run node tools/stage0.mjs";
  outputHashMode = "recursive";
  outputHashAlgo = "sha256";
  outputHash = pin.hash;
  preferLocalBuild = true;
}
