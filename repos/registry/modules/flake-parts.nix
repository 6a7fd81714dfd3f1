# For a flake made with flake-parts: `registry` is an argument of perSystem, and
# with `registry.asPkgs` so is `pkgs`.
{ packagesFor, ownConfig }:
{
  # One module, however often it is imported.
  key = toString ./flake-parts.nix;
  _file = ./flake-parts.nix;

  imports = [
    (
      { flake-parts-lib, lib, ... }:
      {
        options.perSystem = flake-parts-lib.mkPerSystemOption (
          { config, system, ... }:
          let
            registry = import ./package-set.nix {
              inherit lib ownConfig packagesFor;
              options = config.registry;
              platforms = { inherit system; };
            };
          in
          {
            options.registry = import ./options.nix { inherit lib; } // {
              asPkgs = lib.mkOption {
                type = lib.types.bool;
                default = false;
                description = "Whether the argument `pkgs`, too, is the registry.";
              };
            };

            config._module.args = {
              inherit registry;
              pkgs = lib.mkIf config.registry.asPkgs registry;
            };
          }
        );
      }
    )
  ];
}
