{ ... }:
{
  # The first package of all. It needs nothing from the set, and its builder
  # nothing from the machine: shell, compiler and libc are in stage 0.
  phase0.bootstrap-tools =
    { system }:
    let
      stage0 = import ./stage0.nix { inherit system; };
    in
    derivation {
      name = "bootstrap-tools";
      inherit stage0 system;
      builder = "${stage0}/bin/busybox";
      args = [
        "sh"
        "-e"
        ./builder.sh
      ];
      cc = ./cc.sh;
    }
    // {
      meta.description = "Shell and Unix tools (busybox), a C compiler (tcc) and a C library (musl)";
    };
}
