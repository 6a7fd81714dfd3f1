{
  description = "A NixOS machine whose packages are a registry's";

  # NixOS itself. The packages come from the registry, which says what it stands on.
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  # Where the registry is: a git URL, a path, or a name in `nix registry list`.
  inputs.registry.url = "flake:registry";

  outputs =
    { nixpkgs, registry, ... }:
    {
      nixosConfigurations.machine = nixpkgs.lib.nixosSystem {
        modules = [
          registry.nixosModules.default
          ./configuration.nix
        ];
      };
    };
}
