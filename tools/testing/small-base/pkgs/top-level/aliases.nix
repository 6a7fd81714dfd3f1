# Names of old. What is gone says so to whoever uses it.
final: _prev: {
  gone = throw "gone has been removed";
  oldJq = final.jq;
  oldPythonPackages = final.python3Packages;
}
