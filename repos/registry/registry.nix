# What default.nix and the flake have in common: from lambdas to a package set.
{
  # The workspace's own lib, for the generated code and for this.
  lib,
  # Names of repositories to their lambdas.
  repos,
  # A folder whose default.nix makes a package set as that of Nixpkgs does, by
  # `system`, `config`, `overlays` and `crossSystem`; this registry's does, too.
  # Null where the repositories have all that there is.
  base ? null,
  # Of the repositories of kind `overlay`, by name, the folders.
  folders ? { },
  # What their layers take from elsewhere, by name: channels as folders, flakes as
  # what their outputs are.
  inputs ? { },
  # What tells these repositories, as they are, from other states of them: hashes
  # of their content. Asked for only where the overlay meets another copy of itself.
  contents ? [ ],
}:
let
  # Packages are made by the base's own functions, so that they come out as if
  # the base had made them.
  toolsFor =
    prev:
    if base == null then
      {
        inherit lib repos;
        call = lib.makeOverridable;
      }
    else
      let
        baseLib = lib // lib.existing (prev.lib or { }) [
          "makeOverridable"
          "makeScope"
        ];
      in
      {
        inherit repos;
        lib = baseLib;
        call = baseLib.makeOverridable;
      };
  generated = final: prev: import ./pkgs.nix (toolsFor prev) final prev;

  # On top of these, in their order.
  steps = import ./layers.nix {
    layer = lib.layerTools {
      inherit
        base
        folders
        inputs
        toolsFor
        ;
    };
  };

  # What is there without being a package, so that lambdas can ask for it.
  ambient =
    { system, config }:
    final: {
      inherit config lib system;
      pkgs = final;
      # Package sets for cross compilation look dependencies up by role.
      newScope = extra: lib.callPackageWith ((final.__splicedPackages or final) // extra);
      callPackage = final.newScope { };
    };

  # Known by what was generated: where two copies have this in common, they are
  # one registry, and `same` tells whether of one content.
  marker = "__registry-${
    builtins.substring 0 16 (
      builtins.hashString "sha256" (
        builtins.readFile ./names.nix + builtins.readFile ./pkgs.nix + builtins.readFile ./layers.nix
      )
    )
  }";

  # A function in a list is equal to itself and to nothing else. So one copy is
  # known again without fetching what `contents` are the hashes of.
  self = {
    copy = [ overlayWith ];
    inherit contents;
  };
  same = other: other.copy == self.copy || other.contents == contents;

  # The registry on top of any package set. The marker makes applying it twice
  # the same as once; it is looked for in `prev`, as whether `final` has it is
  # what is being decided here. Where the set below has something ambient, that
  # stays.
  overlayWith =
    layers: final: prev:
    let
      further = ambient {
        inherit (prev.stdenv.hostPlatform) system;
        config = { };
      } final;
    in
    if prev ? ${marker} && same prev.${marker} then
      { }
    else
      lib.composeManyExtensions (
        [
          (
            _: _: removeAttrs further (builtins.filter (name: prev ? ${name}) (builtins.attrNames further))
          )
          generated
        ]
        ++ overlaysOf layers
        ++ [ (_: _: { ${marker} = self; }) ]
      ) final prev;

  # Those of the overlay repositories with these names; of all where it is null.
  overlaysOf =
    layers:
    let
      known = map (step: step.repo) steps;
      unknown = builtins.filter (name: !(builtins.elem name known)) layers;
      chosen = builtins.filter (step: builtins.elem step.repo layers) steps;
    in
    if layers == null then
      map (step: step.overlay) steps
    else if unknown != [ ] then
      throw "no overlay repository with layers is called ${builtins.concatStringsSep ", " unknown}: there are ${builtins.concatStringsSep ", " known}"
    else
      map (step: step.overlay) chosen;
in
{
  overlay = overlayWith null;

  # The same with the layers of some overlay repositories only, by their names.
  inherit overlayWith;

  /**
    The package set for a system. `config` is what packages that ask for
    `config` get. The set has `extend`, for more overlays. `layers` are the
    overlay repositories whose layers it has, by their names; null for all.
  */
  packages =
    {
      system,
      config ? { },
      overlays ? [ ],
      crossSystem ? null,
      layers ? null,
    }:
    let
      all = [ (overlayWith layers) ] ++ overlays;
      # As Nixpkgs takes it: a string, or a set with `system` or `config` in it.
      target = crossSystem.system or crossSystem.config or crossSystem;
    in
    if base != null then
      import base (
        {
          inherit config system;
          overlays = all;
        }
        // lib.optionalAttrs (crossSystem != null) { inherit crossSystem; }
      )
    else if crossSystem != null && target != system then
      throw "this registry has no base, and so no compiler from ${system} for ${target}: leave crossSystem out, or put the registry's overlay on a set that can cross-compile"
    else
      lib.makeExtensible (
        lib.extends (lib.composeManyExtensions all) (ambient {
          inherit config system;
        })
      );
}
