# A stdenv: `mkDerivation`, and what it builds with.
{ config, lib }:
lib.makeOverridable (
  {
    name,
    buildPlatform,
    hostPlatform,
    initialPath ? [ ],
    extraFlags ? [ ],
    overrides ? (_final: _prev: { }),
  }:
  let
    # Of a package that is there once for each role, the one for this role.
    inRole = role: map (drv: drv.__spliced.${role} or drv);

    # Packages that must not be used throw when their drvPath is asked for, and
    # not before: their names can be listed.
    checkMeta =
      meta: value:
      let
        isUnfree = !(meta.license.free or true);
        refuse = why: throw "${meta.name or "a package"} is ${why}, and config does not allow that";
      in
      if isUnfree && !(config.allowUnfree or false) then
        refuse "unfree"
      else if meta.broken or false && !(config.allowBroken or false) then
        refuse "broken"
      else
        value;

    mkDerivation =
      given:
      let
        rattrs = if builtins.isFunction given then given else _final: given;
        overrideAttrs =
          change:
          mkDerivation (
            final:
            let
              prev = rattrs final;
            in
            prev
            // (
              if !builtins.isFunction change then
                change
              else
                let
                  once = change prev;
                in
                if builtins.isFunction once then change final prev else once
            )
          );
        attrs = rattrs (result // { inherit (attrs) meta passthru; } // attrs);
        checked = checkMeta (attrs.meta or { } // { name = attrs.pname or attrs.name; });
        raw = derivation (
          {
            name = attrs.name or "${attrs.pname}-${attrs.version or "0"}";
            builder = "/bin/sh";
            inherit (buildPlatform) system;
            outputs = attrs.outputs or [ "out" ];
            stdenvName = name;
            host = hostPlatform.config;
            inherit initialPath extraFlags;
            nativeBuildInputs = inRole "buildHost" (attrs.nativeBuildInputs or [ ]);
            buildInputs = inRole "hostTarget" (attrs.buildInputs or [ ]);
          }
          // builtins.removeAttrs attrs [
            "name"
            "meta"
            "passthru"
            "outputs"
            "nativeBuildInputs"
            "buildInputs"
          ]
        );
        result =
          raw
          // {
            inherit overrideAttrs;
            drvPath = checked raw.drvPath;
            outPath = checked raw.outPath;
            meta = attrs.meta or { };
            passthru = attrs.passthru or { };
          }
          // (attrs.passthru or { });
      in
      result;
  in
  derivation {
    inherit extraFlags initialPath;
    name = "stdenv-${name}";
    inherit (buildPlatform) system;
    builder = "/bin/sh";
  }
  // {
    inherit
      buildPlatform
      hostPlatform
      initialPath
      mkDerivation
      overrides
      ;
    targetPlatform = hostPlatform;
  }
)
