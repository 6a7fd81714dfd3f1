{
  buildPythonPackage,
  idna,
  minimal ? false,
}:
buildPythonPackage {
  pname = "flit";
  dependencies = if minimal then [ ] else [ idna ];
}
