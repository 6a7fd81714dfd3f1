{ buildPythonPackage }:
buildPythonPackage { pname = "six"; }
