import ./file.nix
