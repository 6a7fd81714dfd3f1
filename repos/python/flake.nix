{
  description = "Python and its packages";

  inputs.lib.url = "path:../lib";

  # Lambdas only: packages are made by the registry, which also knows the system.
  outputs =
    { lib, ... }:
    {
      lambdas = import ./. { inherit (lib) lib; };
    };
}
