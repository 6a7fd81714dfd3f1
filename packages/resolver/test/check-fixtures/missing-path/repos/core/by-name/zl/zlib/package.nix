import ./generic.nix { }
