# The modules for every Python.
final: _prev: with final;
{
  bootstrap = {
    flit = callPackage ../development/python-modules/flit { minimal = true; };
  };

  # By the name of a package at top level, and another.
  six = callPackage ../development/python-modules/six { };

  idna = callPackage ../development/python-modules/idna { };

  flit = callPackage ../development/python-modules/flit { };

  requests = callPackage ../development/python-modules/requests { };

  requests-full = callPackage ../development/python-modules/requests { full = true; };

  numpy = callPackage ../development/python-modules/numpy { };

  curl = toPythonModule (pkgs.curl.override { zlib = pkgs.zlib; });

  jq = callPackage ../development/python-modules/jq { inherit (pkgs) jq; };
}
