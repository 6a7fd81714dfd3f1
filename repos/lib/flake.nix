{
  description = "Pure helper functions for package sets that live in many repositories";

  outputs = _: { lib = import ./.; };
}
