# What can be said of the package set, in a NixOS configuration as in a flake
# made with flake-parts.
{ lib }:
let
  inherit (lib) mkOption types;
in
{
  config = mkOption {
    type = types.attrsOf types.anything;
    default = { };
    example = {
      allowUnfree = true;
    };
    description = "The `config` of the package set, over what the registry says itself.";
  };

  layers = mkOption {
    type = types.nullOr (types.listOf types.str);
    default = null;
    example = [ "house" ];
    description = "Names of the overlay repositories to apply; all where it is null.";
  };

  overlays = mkOption {
    type = types.listOf types.raw;
    default = [ ];
    description = "Overlays over the registry's packages and layers.";
  };
}
