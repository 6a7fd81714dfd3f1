{ pkgs, ... }:
{
  nixpkgs.hostPlatform = "x86_64-linux";

  # In place of `nixpkgs.config` and beside `nixpkgs.overlays`.
  registry.config = { };
  registry.overlays = [ ];

  environment.systemPackages = [ pkgs.hello ];

  # Your machine: what `nixos-generate-config` writes, and this to begin with.
  boot.loader.grub.device = "nodev";
  fileSystems."/" = {
    device = "/dev/disk/by-label/nixos";
    fsType = "ext4";
  };
  system.stateVersion = "26.05";
}
