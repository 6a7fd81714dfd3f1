{
  description = "Packages from a registry, one of them changed";

  # Where the registry is: a git URL, a path, or a name in `nix registry list`.
  inputs.registry.url = "flake:registry";

  outputs =
    { registry, ... }:
    let
      # What is changed here is changed for every package that uses it.
      overlay = _: prev: {
        hello = prev.hello.overrideAttrs (old: {
          version = "${old.version}-changed";
        });
      };

      packagesFrom =
        set:
        let
          changed = set.extend overlay;
        in
        {
          inherit (changed) greet hello;
          default = changed.greet;
        };
    in
    {
      packages = builtins.mapAttrs (
        system: _: packagesFrom registry.legacyPackages.${system}
      ) registry.packages;
    };
}
