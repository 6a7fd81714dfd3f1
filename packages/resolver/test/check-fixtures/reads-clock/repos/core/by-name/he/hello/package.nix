# builtins.currentTime
{ time ? { } }:
let
  inherit (builtins) currentTime;
  names = rec {
    currentTime = 1;
    other = currentTime;
  };
in
{
  a = builtins.currentTime;
  b = with builtins; [ builtins."currentTime" ];
  c = __currentTime;
  d = currentTime;
  e = "${toString builtins.currentTime or 0} currentTime";
  f = time.seconds;
}
