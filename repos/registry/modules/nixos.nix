# For a NixOS configuration: its `pkgs` is the registry. For other modules, where
# there is no option `nixpkgs.pkgs`: their argument `pkgs` is.
{ packagesFor, ownConfig }:
{
  # One module, however often it is imported.
  key = toString ./nixos.nix;
  _file = ./nixos.nix;

  imports = [
    (
      {
        config,
        lib,
        options,
        ...
      }:
      let
        cfg = config.registry;
        isNixOS = options ? nixpkgs.pkgs;
        isSaid = option: options ? nixpkgs.${option} && options.nixpkgs.${option}.isDefined;
        # From the platform as a whole to what the registry is evaluated for.
        build = config.nixpkgs.buildPlatform;
        host = config.nixpkgs.hostPlatform;
        isCross = isSaid "hostPlatform" && build.system != host.system;

        pkgs = import ./package-set.nix {
          inherit lib ownConfig packagesFor;
          options = cfg;
          platforms =
            if isCross then
              {
                inherit (build) system;
                crossSystem = host;
              }
            else
              { inherit (cfg) system; };
        };
      in
      {
        options.registry = import ./options.nix { inherit lib; } // {
          enable = lib.mkOption {
            type = lib.types.bool;
            default = true;
            description = "Whether packages come from the registry.";
          };

          system = lib.mkOption {
            type = lib.types.str;
            default =
              if isSaid "hostPlatform" then
                host.system
              else if isSaid "system" then
                config.nixpkgs.system
              else
                throw "for which system? Say it by `registry.system${
                  if isNixOS then "`, or by `nixpkgs.hostPlatform" else ""
                }`";
            defaultText = lib.literalExpression "config.nixpkgs.hostPlatform.system";
            example = "x86_64-linux";
            description = "The system that packages are for.";
          };
        };

        config = lib.mkIf cfg.enable (
          if isNixOS then
            {
              nixpkgs = { inherit pkgs; };
              # What a platform says beyond its system would be lost without a word.
              assertions = [
                {
                  assertion = !isSaid "hostPlatform" || lib.systems.equals host pkgs.stdenv.hostPlatform;
                  message = "`nixpkgs.hostPlatform` says more than the system ${host.system}, and the registry is made for a system: put the rest into its base, or take `pkgs` from elsewhere (`registry.enable = false;`).";
                }
              ];
            }
          else
            { _module.args = { inherit pkgs; }; }
        );
      }
    )
  ];
}
