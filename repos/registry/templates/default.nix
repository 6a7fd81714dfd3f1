# Flakes and repositories to start from: `nix flake init -t <registry>#<name>`.
{
  default = {
    path = ./consumer;
    description = "A flake that takes packages from a registry and changes one of them";
    welcomeText = ''
      Write in `flake.nix` where the registry is, then run `nix build`.
    '';
  };

  nixos = {
    path = ./nixos;
    description = "A NixOS configuration whose packages are a registry's";
    welcomeText = ''
      Write in `flake.nix` where the registry is, and your machine into `configuration.nix`,
      then run `nixos-rebuild switch --flake .#machine`.
    '';
  };

  devshell = {
    path = ./devshell;
    description = "A shell with packages of a registry";
    welcomeText = ''
      Write in `flake.nix` where the registry is, then run `nix develop`.
    '';
  };

  overlay = {
    path = ./overlay;
    description = "An overlay repository for a registry: changed packages, and packages of its own";
    welcomeText = ''
      Put this folder below `repos/` of the registry's workspace, then run `npx nx sync`.
    '';
  };
}
