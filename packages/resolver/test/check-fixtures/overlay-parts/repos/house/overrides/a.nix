import ../parts/a.nix
