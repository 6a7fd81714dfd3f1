import ../../elsewhere.nix
