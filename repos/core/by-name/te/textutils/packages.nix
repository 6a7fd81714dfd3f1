{ ... }:
let
  # Both are a C file that reads its input and writes its output.
  filter =
    {
      stdenv,
      name,
      description,
      tests ? { },
    }:
    stdenv.mkDerivation {
      pname = name;
      version = "1.0";
      src = ./src;

      buildPhase = ''
        cc -o ${name} ${name}.c
      '';

      installPhase = ''
        mkdir -p "$out/bin"
        cp ${name} "$out/bin/${name}"
      '';

      passthru = { inherit tests; };
      meta = {
        inherit description;
        mainProgram = name;
      };
    };
in
{
  rot13 =
    {
      # Itself, as the set has it: what an overlay changes is what gets tested.
      rot13,
      stdenv,
    }:
    filter {
      inherit stdenv;
      name = "rot13";
      description = "Shifts each letter by thirteen; twice is not at all";
      tests.twice = stdenv.mkDerivation {
        pname = "rot13-twice";
        version = "1.0";
        buildInputs = [ rot13 ];
        installPhase = ''
          [ "$(echo Hello | rot13)" = Uryyb ]
          [ "$(echo Hello | rot13 | rot13)" = Hello ]
          mkdir "$out"
        '';
      };
    };

  tally =
    { stdenv }:
    filter {
      inherit stdenv;
      name = "tally";
      description = "Counts lines, words and bytes; plays the role of wc";
    };
}
