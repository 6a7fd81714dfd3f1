{ }: { nix = ./file.nix; other = ./file; folder = ./folder; }
