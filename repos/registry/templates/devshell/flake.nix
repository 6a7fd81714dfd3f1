{
  description = "A shell with packages of a registry";

  # Where the registry is: a git URL, a path, or a name in `nix registry list`.
  inputs.registry.url = "flake:registry";

  outputs =
    { registry, ... }:
    {
      devShells = builtins.mapAttrs (_: pkgs: {
        default = pkgs.mkShellNoCC {
          packages = [ pkgs.hello ];
        };
      }) registry.legacyPackages;
    };
}
