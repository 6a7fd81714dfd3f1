{
  lib,
  python,
  stdenv,
}:
lib.makeOverridable (
  {
    pname,
    version ? "0",
    dependencies ? [ ],
    ...
  }@given:
  stdenv.mkDerivation (
    builtins.removeAttrs given [ "dependencies" ]
    // {
      name = "${python.name}-${pname}-${version}";
      nativeBuildInputs = [ python ];
      buildInputs = dependencies;
      passthru = given.passthru or { } // {
        pythonModule = python;
      };
    }
  )
)
