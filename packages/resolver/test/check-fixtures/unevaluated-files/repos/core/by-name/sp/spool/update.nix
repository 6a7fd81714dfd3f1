import ~/tools.nix
