# What a lock pins, fetched: with no more of Nix switched on than that takes. With the
# feature `flakes`, any package could read any folder of the machine (`getFlake`, and
# `fetchTree` of a path), whatever evaluation is restricted to.
{ attrsets }:
let
  inherit (attrsets) optionalAttrs;

  # A flake is evaluated by a Nix that has flakes; and there, only what it fetches
  # may be read.
  isPure = !(builtins ? currentSystem);
  # Before 2.19, it takes the feature `flakes`.
  hasFetchTree =
    builtins ? fetchTree && (isPure || builtins.compareVersions builtins.nixVersion "2.19" >= 0);

  # Where the forges have the archive of a revision.
  archives = {
    github =
      { owner, repo, rev, host ? "github.com", ... }:
      if host == "github.com" then
        "https://${host}/${owner}/${repo}/archive/${rev}.tar.gz"
      else
        "https://${host}/api/v3/repos/${owner}/${repo}/tarball/${rev}";
    gitlab =
      { owner, repo, rev, host ? "gitlab.com", ... }:
      "https://${host}/api/v4/projects/${owner}%2F${repo}/repository/archive.tar.gz?sha=${rev}";
    sourcehut =
      { owner, repo, rev, host ? "git.sr.ht", ... }:
      "https://${host}/${owner}/${repo}/archive/${rev}.tar.gz";
    tarball = { url, ... }: url;
  };

  # As `fetchTree` tells it.
  info =
    locked:
    builtins.intersectAttrs {
      lastModified = null;
      narHash = null;
      rev = null;
      revCount = null;
    } locked
    // optionalAttrs (locked ? rev) { shortRev = builtins.substring 0 7 locked.rev; }
    // optionalAttrs (locked ? lastModified) { lastModifiedDate = dateOf locked.lastModified; };

  # Seconds since 1970 as YYYYMMDDhhmmss. Years are counted from March on, so that a
  # leap day is the last one of its year.
  dateOf =
    seconds:
    let
      days = seconds / 86400;
      rest = seconds - days * 86400;
      shifted = days + 719468;
      era = shifted / 146097;
      day = shifted - era * 146097;
      year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
      dayOfYear = day - (365 * year + year / 4 - year / 100);
      fromMarch = (5 * dayOfYear + 2) / 153;
      month = if fromMarch < 10 then fromMarch + 3 else fromMarch - 9;
      two = number: if number < 10 then "0${toString number}" else toString number;
    in
    builtins.concatStringsSep "" [
      (toString (era * 400 + year + (if month <= 2 then 1 else 0)))
      (two month)
      (two (dayOfYear - (153 * fromMarch + 2) / 5 + 1))
      (two (rest / 3600))
      (two ((rest - rest / 3600 * 3600) / 60))
      (two (rest - rest / 60 * 60))
    ];

  archive =
    locked: url:
    info locked
    // {
      outPath = builtins.fetchTarball {
        inherit url;
        name = "source";
        sha256 = locked.narHash;
      };
    };

  folder =
    locked:
    info locked
    // {
      outPath = builtins.path {
        path = /. + locked.path;
        name = "source";
        sha256 = locked.narHash;
      };
    };

  # Without the ref, the commit would have to be in the default branch.
  git =
    locked:
    builtins.fetchGit (
      builtins.intersectAttrs {
        narHash = null;
        ref = null;
        rev = null;
        submodules = null;
        url = null;
      } locked
      // optionalAttrs (!(locked ? ref)) { allRefs = true; }
    );
in
{
  /**
    The source that a node of a lock (its `locked`) pins, as `fetchTree` gives it:
    `outPath`, `narHash`, `rev`, …

    Example: lockedSource { type = "git"; url = "…"; rev = "…"; narHash = "…"; }
  */
  lockedSource =
    node:
    let
      # What is read of the source, not what it is.
      locked = removeAttrs node [ "dir" ];
    in
    if isPure then
      builtins.fetchTree locked
    else if archives ? ${locked.type} then
      archive locked (archives.${locked.type} locked)
    else if locked.type == "path" then
      folder locked
    else if hasFetchTree then
      builtins.fetchTree locked
    else if locked.type == "git" then
      git locked
    else
      throw "this Nix, ${builtins.nixVersion}, cannot fetch what is locked as ${locked.type} without the feature flakes, with which packages could read more than they may: use Nix 2.19 or later";
}
