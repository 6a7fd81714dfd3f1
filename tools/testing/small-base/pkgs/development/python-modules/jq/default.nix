{
  buildPythonPackage,
  jq,
  six,
}:
buildPythonPackage {
  pname = "jq";
  dependencies = [
    jq
    six
  ];
}
