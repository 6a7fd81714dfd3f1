# A program that is made of Python modules.
{
  stdenv,
  python3,
  python3Packages,
}:
stdenv.mkDerivation {
  pname = "report";
  version = "1";
  nativeBuildInputs = [ python3Packages.six ];
  env = python3.withPackages (ps: [ ps.requests ]);
}
