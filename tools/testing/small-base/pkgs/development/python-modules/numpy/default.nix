{
  buildPythonPackage,
  python,
  requests,
  mpfr,
}:
buildPythonPackage {
  pname = "numpy";
  dependencies = [ mpfr ];
  passthru.tests.env = python.withPackages (ps: [
    ps.numpy
    ps.requests
  ]);
}
