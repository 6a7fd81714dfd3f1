# Packages by their folders: `<shard>/<name>/package.nix`, or `packages.nix` for a
# group, which is applied to the set.
{ lib }:
folder: final: prev:
let
  folders = builtins.concatMap (
    shard:
    map (name: {
      inherit name;
      path = folder + "/${shard}/${name}";
    }) (builtins.attrNames (builtins.readDir (folder + "/${shard}")))
  ) (builtins.attrNames (builtins.readDir folder));
  isGroup = { path, ... }: builtins.pathExists (path + "/packages.nix");
  call =
    { name, path }:
    {
      inherit name;
      value = final.callPackage (path + "/package.nix") { };
    };
  apply =
    members: { path, ... }: members // import (path + "/packages.nix") { inherit lib; } final prev;
in
builtins.listToAttrs (map call (builtins.filter (folder: !isGroup folder) folders))
// builtins.foldl' apply { } (builtins.filter isGroup folders)
