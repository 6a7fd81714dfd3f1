# What is known of a system. Only what the packages here ask for.
let
  elaborate =
    given:
    let
      system = given.system or given.config or given;
      parts = builtins.match "([^-]*)-(.*)" system;
      kernel = builtins.elemAt parts 1;
    in
    {
      inherit system;
      config = system;
      cpu = builtins.head parts;
      isLinux = kernel == "linux";
      isDarwin = kernel == "darwin";
    };
in
{
  inherit elaborate;

  # By the names under `pkgsCross`.
  examples = {
    aarch64-multiplatform.config = "aarch64-linux";
    riscv64.config = "riscv64-linux";
  };
}
