{
  buildPythonPackage,
  pythonOlder,
  six,
}:
buildPythonPackage {
  pname = "idna";
  dependencies = if pythonOlder "3.12" then [ six ] else [ ];
}
