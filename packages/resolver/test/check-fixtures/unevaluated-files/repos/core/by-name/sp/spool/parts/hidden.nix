import ../../../../other.nix
