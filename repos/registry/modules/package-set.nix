# The package set that such options ask for.
{
  lib,
  packagesFor,
  ownConfig,
  options,
  platforms,
}:
packagesFor (
  platforms
  // {
    config = lib.recursiveUpdate ownConfig options.config;
    inherit (options) overlays;
  }
  // lib.optionalAttrs (options.layers != null) { inherit (options) layers; }
)
