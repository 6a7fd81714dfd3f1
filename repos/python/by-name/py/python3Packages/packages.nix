{ ... }:
{
  python3Packages = {
    # Uses what it finds in the scope without naming it here.
    chorus = { callPackage }: callPackage ./chorus { voices = 3; };

    # `hello` is the module below, not the program of the same name.
    cowsay =
      { hello, python3 }:
      python3.buildModule {
        pname = "cowsay";
        src = ./cowsay;
        requires = [ hello ];
        description = "A cow that says hello, or something else";
      };

    hello =
      { python3 }:
      python3.buildModule {
        pname = "hello";
        src = ./hello;
        description = "Module that knows how to greet";
      };

    python-nix =
      { nix, python3 }:
      python3.buildModule {
        pname = "python-nix";
        src = ./python-nix;
        programs = [ nix ];
        description = "Nix from Python: hashes of paths, and whether two paths are equal";
      };
  };
}
