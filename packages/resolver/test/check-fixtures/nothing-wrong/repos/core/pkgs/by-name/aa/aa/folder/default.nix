../package.nix
