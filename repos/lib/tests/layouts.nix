{ lib, throws }:
let
  read =
    repo:
    lib.useByName {
      lib = lib // {
        name = "the lib that was passed";
      };
      path = ./fixtures + "/${repo}";
    };
  byName = read "by-name";
  final.name = "final";
  final.uno = "final's uno";
  prev.name = "prev";

  # The names in a set of lambdas, nested, without the lambdas.
  names = builtins.mapAttrs (_: value: if builtins.isAttrs value then names value else "lambda");
in
{
  "names of by-name" = {
    # All of them, though a file among them cannot even be read.
    expr = builtins.attrNames byName;
    expected = [
      "7zip"
      "bare"
      "both"
      "broken"
      "chosen"
      "greedy"
      "hello"
      "linked"
      "modest"
      "nested"
      "one"
      "phase0"
      "phase1"
      "stdenv"
      "three"
      "two"
      "uno"
      "zlib"
    ];
  };
  "default.nix and package.nix" = {
    expr = [
      (byName.hello { stdenv = "gcc"; })
      (byName.zlib { stdenv = "gcc"; })
      (byName."7zip" { stdenv = "gcc"; })
    ];
    expected = [
      "hello by gcc"
      "zlib by gcc"
      "7zip by gcc"
    ];
  };
  "lambdas come as they are" = {
    expr = lib.functionArgs byName.hello;
    expected = {
      stdenv = false;
    };
  };
  "formals have their positions in the working tree" = {
    expr =
      let
        pos = builtins.unsafeGetAttrPos "tools" (lib.functionArgs byName.phase0.stdenv);
      in
      [
        (pos.file == toString ./fixtures/by-name/by-name/st/stdenv/packages.nix)
        pos.line
      ];
    expected = [
      true
      3
    ];
  };
  "package.nix goes before default.nix" = {
    expr = byName.both { };
    expected = "package.nix";
  };
  "folders behind links" = {
    expr = byName.linked { stdenv = "gcc"; };
    expected = "hello by gcc";
  };
  "a file is read when its package is used" = {
    expr = throws (byName.broken { });
    expected = true;
  };
  "two groups add to one set" = {
    expr = names { inherit (byName) phase0 phase1; };
    expected = {
      phase0 = {
        stdenv = "lambda";
        tools = "lambda";
      };
      phase1.stdenv = "lambda";
    };
  };
  "a group gets lib" = {
    expr = byName.stdenv { };
    expected = "the lib that was passed";
  };
  "a group gets lib only, which hurts only members that use something else" = {
    expr = [
      (byName.modest { })
      (throws (byName.greedy { }))
    ];
    expected = [
      "modest"
      true
    ];
  };
  "a group need not be a function" = {
    expr = byName.bare { };
    expected = "no function around";
  };
  "a group curried over one set" = {
    expr = [
      (byName.one final prev)
      (byName.uno final prev { x = "y"; })
      (byName.nested.deeper.one final prev)
    ];
    expected = [
      "final's uno"
      "uno with y"
      "final's uno"
    ];
  };
  "a member of a curried group, applied to the sets, whether it is a set or not" = {
    expr = [
      (lib.groupMember byName.one final prev)
      (lib.groupMember byName.nested final prev).deeper.one
    ];
    expected = [
      "final's uno"
      "final's uno"
    ];
  };
  "a group curried over two sets" = {
    expr = byName.two final prev;
    expected = [
      "final"
      "prev"
    ];
  };
  "a group curried over three sets" = {
    expr = [
      (byName.three final prev)
      (byName.chosen final prev)
    ];
    expected = [
      [
        "final"
        "final"
        "prev"
      ]
      "had a name"
    ];
  };
  "names that depend on the set cannot be known" = {
    expr = throws (builtins.attrNames (read "opaque"));
    expected = true;
  };
  "a group is curried over three sets at most" = {
    expr = throws (builtins.attrNames (read "curried-too-far"));
    expected = true;
  };
  "two files for one package hurt no other" = {
    expr =
      let
        clash = read "clash";
      in
      [
        (builtins.attrNames clash)
        (throws clash.twice)
        (clash.once { })
      ];
    expected = [
      [
        "once"
        "twice"
      ]
      true
      3
    ];
  };
  "pkgs-by-name" = {
    expr = (read "pkgs-by-name").hello { };
    expected = "pkgs-by-name";
  };
  "flat-by-name" = {
    expr = names (read "flat-by-name");
    expected = {
      hello = "lambda";
      tools = {
        fine.file = "lambda";
        hammer = "lambda";
        saw = "lambda";
      };
    };
  };
  "flat-by-name: lambdas" = {
    expr = map (lambda: lambda { }) [
      (read "flat-by-name").hello
      (read "flat-by-name").tools.saw
      (read "flat-by-name").tools.fine.file
    ];
    expected = [
      "hello"
      "saw"
      "file"
    ];
  };
  "pkgs" = {
    expr = builtins.mapAttrs (_: lambda: lambda { }) (read "pkgs");
    expected = {
      hello = "pkgs";
    };
  };
  "packages" = {
    expr = builtins.mapAttrs (_: lambda: lambda { }) (read "packages");
    expected = {
      hello = "packages";
    };
  };
  "nur: what its file gives, applied to the set" = {
    expr =
      let
        pkgs = final // {
          callPackage = lib.callPackageWith pkgs;
        };
        mine = read "nur" pkgs;
      in
      {
        inherit (mine)
          hello
          alias
          greet
          nested
          ;
        lost = throws mine.lost;
      };
    expected = {
      hello = "hello of final's uno";
      alias = "hello of final's uno";
      greet = "hello, final";
      nested.uno = "final's uno";
      lost = true;
    };
  };
  "trees of several layouts, in folders and sets of their own" = {
    expr =
      let
        trees = read "trees";
      in
      [
        (trees.hello { })
        (trees.python3Packages.idna { })
        (trees.deep.er.extra { })
        (trees final)
      ];
    expected = [
      "hello"
      "idna"
      "extra"
      { users.mine = "final's uno"; }
    ];
  };
  "what a repository exports" = {
    expr =
      let
        export =
          repo:
          lib.repoLambdas {
            lib = lib // {
              name = "the lib that was passed";
            };
            path = ./fixtures + "/${repo}";
          };
        set.uno = "uno";
      in
      [
        (export "exports/own").name
        (export "nur" final).greet
        (export "exports/old-nur" (set // { callPackage = lib.callPackageWith set; })).hello
      ];
    expected = [
      "the lib that was passed"
      "hello, final"
      "uno"
    ];
  };
  "sets-by-name" = {
    expr = (read "sets-by-name").fishPlugins.hydro { };
    expected = "hydro";
  };
  "patterns, of which the first takes a file, what they leave out, and other names" = {
    expr =
      let
        lambdas = read "patterns";
      in
      [
        (names lambdas)
        (map (lambda: lambda { }) [
          lambdas.distros.lynx.tools
          lambdas.distros.ibex.old
          lambdas."by.list"
          lambdas.libs."zlib_1.3"
        ])
      ];
    expected = [
      {
        "by.list" = "lambda";
        distros = {
          ibex.old = "lambda";
          lynx.tools = "lambda";
        };
        libs = {
          "zlib_1.2" = "lambda";
          "zlib_1.3" = "lambda";
        };
      }
      [
        "lynx's tools"
        "ibex's old"
        "ibex's tools"
        "zlib 1.3"
      ]
    ];
  };
  "what a registry says of a repository goes before what that says" = {
    expr =
      builtins.attrNames
        (lib.repoLambdas {
          inherit lib;
          path = ./fixtures/patterns;
          settings = {
            exclude = [ "versions" ];
          };
        }).distros.lynx;
    expected = [
      "old_git"
      "tools"
    ];
  };
  "a repository can name its layout" = {
    expr = (read "declared").tools.hammer { };
    expected = "declared";
  };
  "a layout that nobody knows" = {
    expr = throws (read "unknown-layout");
    expected = true;
  };
  "a repository without packages" = {
    expr = read "no-packages";
    expected = { };
  };
  "each layout by its own function" = {
    expr = map (layout: lib.recogniseLayout (./fixtures + "/${layout}")) (
      builtins.attrNames lib.layouts
    );
    expected = builtins.attrNames lib.layouts;
  };
  "a layout is recognised by its packages, and not by its folder" = {
    expr = builtins.mapAttrs (repo: _: lib.recogniseLayout (./fixtures/recognised + "/${repo}")) (
      builtins.readDir ./fixtures/recognised
    );
    expected = {
      by-name-before-nur = "by-name";
      empty-by-name = "pkgs";
      empty-flat = "pkgs";
      empty-shard = "packages";
      file-for-folder = "pkgs";
      not-nur = "pkgs";
      nothing = null;
      nur-first = "nur";
      pkgs-first = "pkgs";
      sharded-group = "by-name";
      shards-first = "pkgs-by-name";
    };
  };
}
