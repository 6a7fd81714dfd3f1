import ./generic.nix { version = 1; }
