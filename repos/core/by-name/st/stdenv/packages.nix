{ ... }:
{
  # Three environments, each of which builds the next. They differ in who
  # compiled the compiler driver that they have: nobody (a shell script),
  # that script, or the driver itself.

  phase0.stdenv =
    {
      lib,
      phase0 ? {
        bootstrap-tools = { };
      },
      system,
    }:
    import ./generic.nix {
      inherit lib system;
      name = "stdenv-phase0";
      path = [ phase0.bootstrap-tools ];
      tools = phase0.bootstrap-tools;
      description = "Build environment straight from the bootstrap tools";
    };

  phase1.stdenv =
    {
      lib,
      phase0 ? {
        stdenv = { };
      },
      system,
    }:
    import ./generic.nix {
      inherit lib system;
      name = "stdenv-phase1";
      path = [
        (import ./cc-driver.nix { inherit (phase0) stdenv; })
        phase0.stdenv.tools
      ];
      inherit (phase0.stdenv) tools;
      description = "Build environment with a compiler driver that was compiled by a script";
    };

  stdenv =
    {
      lib,
      phase1 ? {
        stdenv = { };
      },
      system,
    }:
    import ./generic.nix {
      inherit lib system;
      name = "stdenv";
      path = [
        (import ./cc-driver.nix {
          inherit (phase1) stdenv;
          # Compiled by itself, the driver has to come out as it was: from here
          # on, the environment no longer depends on what it was made with.
          expected = builtins.head phase1.stdenv.path;
        })
        phase1.stdenv.tools
      ];
      inherit (phase1.stdenv) tools;
      description = "Build environment that reproduces itself";
    };
}
