# builtins.currentTime
{ currentTime ? 1 }:
{
  inherit currentTime;
  b = currentTime;
  c = "currentTime";
}
